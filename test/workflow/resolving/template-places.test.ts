import { expect, test } from 'vitest'
import { withPlaces } from '../../../src/workflow/resolving/template-places.ts'

test('parts of a secret that touch are one mask in an error', () => {
  const taints = [{ source: 'Secret a/db', key: 'password' }]
  const parts = [[3, 6] as const, [6, 9] as const, [10, 15] as const]
  const spans = parts.map(([start, end]) => ({ start, end, origin: undefined, taints }))
  const { textOf } = withPlaces('a.yaml', { text: 'a: onetwo-three!', spans }, (template) => template)

  expect(textOf?.(0, 16)).toBe('a: (masked)-(masked)!')
})
