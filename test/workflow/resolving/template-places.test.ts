import { expect, test } from 'vitest'
import { withPlaces } from '../../../src/workflow/resolving/template-places.ts'

test('parts of a secret that touch are one mask in an error', () => {
  const taints = [{ source: 'Secret a/db', key: 'password' }]
  const parts = [[3, 6] as const, [6, 9] as const, [10, 15] as const]
  const spans = parts.map(([start, end]) => ({ start, end, origin: undefined, taints }))
  const { textOf } = withPlaces('a.yaml', { text: 'a: onetwo-three!', spans }, (template) => template)

  expect(textOf?.(0, 16)).toBe('a: (masked)-(masked)!')
})

test('a place in another template comes with the one that was rendered', () => {
  const origin = (template: string) => ({ template, line: 3, column: 1, expression: undefined })
  const spans = ['risk.yaml', '_service.yaml.j2'].map((template, index) => ({
    start: index * 2,
    end: index * 2 + 2,
    origin: origin(template),
    taints: [],
  }))
  const { placeAt } = withPlaces('risk.yaml', { text: 'abcd', spans }, (template) => `templates/${template}`)

  expect(placeAt(0)).toStrictEqual({ file: 'templates/risk.yaml', line: 3, column: 1 })
  expect(placeAt(2)).toStrictEqual({
    file: 'templates/_service.yaml.j2',
    line: 3,
    column: 1,
    by: 'templates/risk.yaml',
  })
})
