import { expect, test } from 'vitest'
import { isSnapshot, testsAmong } from '../../src/project/test-files.ts'

const nameOf = (path: string) => `shop/${path}`

test('test files are those that end in .yaml and are no snapshots', () => {
  const files = [
    'tests/a.yaml',
    'tests/deep/b.yaml',
    'tests/README.md',
    'tests/snapshots/a/b.yaml',
    'tests/snapshots.yaml',
  ]
  expect(testsAmong(files, nameOf)).toEqual(['tests/a.yaml', 'tests/deep/b.yaml', 'tests/snapshots.yaml'])
  expect(files.filter(isSnapshot)).toEqual(['tests/snapshots/a/b.yaml'])
})

test('a file of tests that would count for nothing is refused by its name', () => {
  expect(() => testsAmong(['tests/a.yml'], nameOf)).toThrow(
    'shop/tests/a.yml is not read: test files must end in .yaml',
  )
})
