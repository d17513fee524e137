import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listName, writeRenderedFolder } from '../../src/project/rendered-folder.ts'
import { problemOf } from '../support/problem-of.ts'
import { folderWith } from '../support/projects/project-folder.ts'
import { filesBelow } from '../support/projects/tree.ts'

const write = (folder: string, files: Readonly<Record<string, string>>, isStale = (_path: string) => true) =>
  writeRenderedFolder('out', folder, new Map(Object.entries(files)), isStale)

const below = (folder: string) => {
  const { [listName]: _, ...files } = filesBelow(join(folder, 'out'))
  return files
}

test('files are written, left, replaced and removed, and no other one is touched', () => {
  const folder = folderWith({ 'out/README.md': 'mine\n' })

  expect(write(folder, { 'a/x.yaml': '1\n', 'b/y.yaml': '1\n' })).toMatchObject({ written: ['a/x.yaml', 'b/y.yaml'] })
  expect(write(folder, { 'a/x.yaml': '2\n', 'c/z.yaml': '1\n' })).toEqual({
    written: ['a/x.yaml', 'c/z.yaml'],
    unchanged: [],
    removed: ['b/y.yaml'],
    kept: [],
  })
  expect(write(folder, { 'a/x.yaml': '2\n', 'c/z.yaml': '1\n' })).toMatchObject({ written: [], removed: [] })

  expect(below(folder)).toEqual({ 'README.md': 'mine\n', 'a/x.yaml': '2\n', 'c/z.yaml': '1\n' })
  expect(readdirSync(join(folder, 'out'))).not.toContain('b')
})

test('what is stale is for the caller to say, and stays known', () => {
  const folder = folderWith({})
  write(folder, { 'a/x.yaml': '1\n', 'b/y.yaml': '1\n' })

  write(folder, {}, (path) => path.startsWith('a/'))
  expect(below(folder)).toEqual({ 'b/y.yaml': '1\n' })
  write(folder, {})
  expect(below(folder)).toEqual({})
})

test('a file of someone else, or changed since, is not replaced, and nothing is written then', () => {
  const folder = folderWith({ 'out/a/theirs.yaml': 'mine\n' })
  write(folder, { 'a/x.yaml': '1\n' })
  writeFileSync(join(folder, 'out/a/x.yaml'), 'changed\n')
  const before = below(folder)

  const problem = problemOf(() => write(folder, { 'a/x.yaml': '2\n', 'a/theirs.yaml': '2\n', 'a/new.yaml': '2\n' }))

  expect(problem.code).toBe('file-not-ours')
  expect(problem.detail).toBe('out/a/x.yaml\nout/a/theirs.yaml')
  expect(below(folder)).toEqual(before)
  expect(write(folder, { 'a/x.yaml': 'changed\n' })).toMatchObject({ unchanged: ['a/x.yaml'] })
})

test('a stale file that someone changed stays', () => {
  const folder = folderWith({})
  write(folder, { 'a/x.yaml': '1\n' })
  writeFileSync(join(folder, 'out/a/x.yaml'), 'changed\n')

  expect(write(folder, {})).toMatchObject({ removed: [], kept: ['a/x.yaml'] })
  expect(below(folder)).toEqual({ 'a/x.yaml': 'changed\n' })
})

test("line ends that a checkout converted are no one's change", () => {
  const folder = folderWith({})
  write(folder, { 'a/x.yaml': '1\n2\n' })
  writeFileSync(join(folder, 'out/a/x.yaml'), '1\r\n2\r\n')

  expect(write(folder, { 'a/x.yaml': '1\n2\n' })).toMatchObject({ unchanged: ['a/x.yaml'] })
})

test('a run that was killed midway leaves nothing that the next one does not know', () => {
  const folder = folderWith({})
  write(folder, { 'a/x.yaml': '1\n', 'a/y.yaml': '1\n' })
  // A folder in the way of the second file ends the run after the first.
  rmSync(join(folder, 'out/a/y.yaml'))
  mkdirSync(join(folder, 'out/b.yaml'))
  const failing = new Map([
    ['a/x.yaml', '2\n'],
    ['a/y.yaml', '2\n'],
  ])
  failing.get = (path) => {
    if (path === 'a/y.yaml') throw new Error('killed')
    return '2\n'
  }
  expect(() => writeRenderedFolder('out', folder, failing, () => true)).toThrow(/killed/)
  expect(below(folder)).toEqual({ 'a/x.yaml': '2\n' })

  write(folder, { 'a/x.yaml': '3\n', 'a/y.yaml': '3\n' })
  expect(below(folder)).toEqual({ 'a/x.yaml': '3\n', 'a/y.yaml': '3\n' })
})

test('no link is followed out of the folder', () => {
  const folder = folderWith({ 'elsewhere/x.yaml': 'theirs\n', 'out/README.md': '' })
  symlinkSync('../elsewhere', join(folder, 'out/a'))
  symlinkSync('../elsewhere/x.yaml', join(folder, 'out/b.yaml'))

  expect(problemOf(() => write(folder, { 'a/x.yaml': '1\n' })).code).toBe('file-not-ours')
  expect(problemOf(() => write(folder, { 'b.yaml': '1\n' })).code).toBe('file-not-ours')
  expect(filesBelow(join(folder, 'elsewhere'))).toEqual({ 'x.yaml': 'theirs\n' })
})

test('a broken list is told, and nothing is written', () => {
  const folder = folderWith({ [`out/${listName}`]: 'nonsense' })
  expect(problemOf(() => write(folder, { 'a.yaml': '' })).code).toBe('file-invalid')
  expect(below(folder)).toEqual({})
})
