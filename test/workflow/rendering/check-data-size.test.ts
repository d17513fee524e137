import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { checkDataSize } from '../../../src/workflow/rendering/check-data-size.ts'

const KiB = 1024

function check(kind: string, fields: JsonObject, apiVersion = 'v1') {
  const object = { apiVersion, kind, metadata: { name: 'app', namespace: 'shop' }, ...fields }
  return () =>
    checkDataSize([{ object, template: 'a.yaml', sensitive: [], placeOf: (path) => ({ file: path.join('.') }) }])
}

const base64 = (size: number) => Buffer.alloc(size).toString('base64')

test.each([
  ['ConfigMap', { data: { a: 'x'.repeat(1024 * KiB) } }],
  ['ConfigMap', { data: { a: 'x'.repeat(512 * KiB) }, binaryData: { b: base64(512 * KiB) } }],
  ['Secret', { data: { a: base64(1024 * KiB) } }],
  ['Deployment', { data: { a: 'x'.repeat(1025 * KiB) } }],
])('%s with 1 MiB or of no such data passes', (kind, fields) => {
  expect(check(kind, fields)).not.toThrow()
})

test('more is refused, with what each key holds, the largest first', () => {
  const data = { 'a.conf': 'x'.repeat(10), 'b.conf': 'ä'.repeat(300 * KiB) }
  expect(check('ConfigMap', { data, binaryData: { 'c.png': base64(500 * KiB) } })).toThrow(
    expect.objectContaining({
      code: 'object-too-large',
      message:
        'ConfigMap shop/app holds 1.07 MiB of data, more than the 1 MiB that Kubernetes accepts: b.conf 600 KiB, c.png 500 KiB, a.conf 10 B',
      place: { file: 'data' },
    }),
  )
  expect(check('Secret', { stringData: { x: 'x'.repeat(1024 * KiB) }, data: { y: base64(1) } })).toThrow(
    expect.objectContaining({ message: expect.stringContaining('Secret shop/app holds 1.00 MiB of data') }),
  )
})
