import { describe, expect, test } from 'vitest'
import { JsonScan } from '../../../src/cluster/transport/json-scan.ts'

function scan(text: string, pieces = 1): JsonScan {
  const scanned = new JsonScan()
  const bytes = Buffer.from(text)
  const size = Math.ceil(bytes.length / pieces)
  for (let at = 0; at < bytes.length; at += size) scanned.write(bytes.subarray(at, at + size))
  return scanned
}

describe('a scan of JSON', () => {
  test('counts values, but not what stands in texts, however the text is cut into pieces', () => {
    const text = JSON.stringify({ a: [1, 2, 3], b: '[{,"\\', 'c,[': { d: '\\' } })
    expect([1, 3, text.length].map((pieces) => scan(text, pieces).values)).toEqual([7, 7, 7])
  })

  test('tells what is nested too deeply, in objects and lists', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`
    expect(scan(nested(250)).isTooDeep).toBe(false)
    expect(scan(nested(251)).isTooDeep).toBe(true)
    expect(scan(JSON.stringify('['.repeat(1000))).isTooDeep).toBe(false)
    expect(scan('[],'.repeat(1000)).isTooDeep).toBe(false)
  })
})
