import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSmallFile } from '../../src/comments/small-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-small-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a small file is read, and a large or missing one is not', () => {
  const file = join(folder, 'event.json')
  writeFileSync(file, '{"größe": 1}')
  expect(readSmallFile(file)).toBe('{"größe": 1}')
  truncateSync(file, 17 * 1024 * 1024)
  expect(() => readSmallFile(file)).toThrow('is too large')
  expect(() => readSmallFile(join(folder, 'none'))).toThrow('ENOENT')
})
