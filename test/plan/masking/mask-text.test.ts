import { expect, test } from 'vitest'
import { createMasking } from '../../../src/masking/masking.ts'
import { maskPath, textMaskerOf } from '../../../src/plan/masking/mask-text.ts'

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', labels: { a: 'v7!', n: 'x9' } },
  data: { x9key: 'under "it"', open: 'plain', port: 31337 },
}
const sensitive = [
  { path: ['metadata', 'labels', 'a'], texts: ['7'], isKey: false },
  { path: ['metadata', 'labels', 'n'], texts: ['x9'], isKey: false },
  { path: ['data', 'x9key'], texts: ['x9'], isKey: true },
  { path: ['data', 'port'], texts: ['31337'], isKey: false },
]

test('what a refusal quotes of a manifest is masked, however short, and only as a word', () => {
  const maskText = textMaskerOf({ object, sensitive }, createMasking().mask)

  expect(maskText('Invalid value: "v7!": at most 67 characters, not 7')).toBe(
    'Invalid value: "v(masked 1)!": at most 67 characters, not (masked 1)',
  )
  expect(maskText('data[x9key]: {"x9key":"under \\"it\\"","b":"x9"}, x99, 31337')).toBe(
    'data[(masked 2)key]: {"(masked 2)key":"(masked 3)","b":"(masked 2)"}, x99, (masked 4)',
  )
})

test('text about a manifest without anything sensitive stays as it is', () => {
  expect(textMaskerOf({ object, sensitive: [] }, createMasking().mask)('v7! x9')).toBe('v7! x9')
})

test('sensitive keys of a path are masked, and unknown ones beside them', () => {
  const { mask } = createMasking()
  const shown = (...path: (string | number)[]) => maskPath(path, { object, sensitive }, mask)

  expect(shown('data', 'x9key')).toEqual(['data', '(masked 1)'])
  expect(shown('data', 'older')).toEqual(['data', '(masked 2)'])
  expect(shown('data', 'open')).toEqual(['data', 'open'])
  expect(shown('metadata', 'labels', 'a')).toEqual(['metadata', 'labels', 'a'])
})

test('so are those of a Secret, which the server keeps in data', () => {
  const secret = { ...object, kind: 'Secret', stringData: { x9: 'v' } }
  const field = { path: ['stringData', 'x9'], texts: ['x9'], isKey: true }

  expect(maskPath(['data', 'x9'], { object: secret, sensitive: [field] }, createMasking().mask)).toEqual([
    'data',
    '(masked 1)',
  ])
})
