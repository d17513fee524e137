import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listName, writeRenderedFolder } from '../../src/project/rendered-folder.ts'
import { problemOf } from '../support/problem-of.ts'
import { folderWith } from '../support/projects/project-folder.ts'
import { filesBelow } from '../support/projects/tree.ts'

const write = (folder: string, files: Readonly<Record<string, string>>, isStale = (_path: string) => true) =>
  writeRenderedFolder('out', folder, { project: 'shop', files: new Map(Object.entries(files)), isStale })

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
  expect(() => writeRenderedFolder('out', folder, { project: 'shop', files: failing, isStale: () => true })).toThrow(
    /killed/,
  )
  expect(below(folder)).toEqual({ 'a/x.yaml': '2\n' })

  write(folder, { 'a/x.yaml': '3\n', 'a/y.yaml': '3\n' })
  expect(below(folder)).toEqual({ 'a/x.yaml': '3\n', 'a/y.yaml': '3\n' })
})

test('what a run that was killed had not put in its place is discarded, and no file that is called much alike', () => {
  const folder = folderWith({ [`out/${listName}.4711.tmp`]: 'half', 'out/x.yaml.4711.tmp': 'mine' })
  write(folder, { 'x.yaml': '1\n' })
  expect(below(folder)).toEqual({ 'x.yaml': '1\n', 'x.yaml.4711.tmp': 'mine' })
})

test('no link is followed out of the folder', () => {
  const folder = folderWith({ 'elsewhere/x.yaml': 'theirs\n', 'out/README.md': '' })
  symlinkSync('../elsewhere', join(folder, 'out/a'))
  symlinkSync('../elsewhere/x.yaml', join(folder, 'out/b.yaml'))

  expect(problemOf(() => write(folder, { 'a/x.yaml': '1\n' })).code).toBe('file-not-ours')
  expect(problemOf(() => write(folder, { 'b.yaml': '1\n' })).code).toBe('file-not-ours')
  expect(filesBelow(join(folder, 'elsewhere'))).toEqual({ 'x.yaml': 'theirs\n' })
})

test('what stands where a stale file was is left: a link, what is behind one, and a folder', () => {
  const folder = folderWith({ 'elsewhere/x.yaml': '1\n', 'mine.yaml': '1\n' })
  const out = (path: string) => join(folder, 'out', path)
  write(folder, { 'a/x.yaml': '1\n', 'b.yaml': '1\n', 'c.yaml': '1\n', 'd.yaml': '1\n' })
  for (const path of ['a', 'b.yaml', 'c.yaml', 'd.yaml']) rmSync(out(path), { recursive: true })
  symlinkSync('../elsewhere', out('a'))
  symlinkSync('../mine.yaml', out('b.yaml'))
  mkdirSync(out('c.yaml/mine'), { recursive: true })

  expect(write(folder, {})).toMatchObject({ removed: [], kept: ['a/x.yaml', 'b.yaml', 'c.yaml'] })
  expect(filesBelow(folder)).toMatchObject({ 'elsewhere/x.yaml': '1\n', 'mine.yaml': '1\n' })
  expect(lstatSync(out('b.yaml')).isSymbolicLink()).toBe(true)
  expect(readdirSync(out('.')).sort()).toEqual(['.kdeploy-rendered', 'a', 'b.yaml', 'c.yaml'])
})

test('a list that names files elsewhere, or is a link, removes nothing', () => {
  const folder = folderWith({ 'mine.yaml': '1\n', 'out/README.md': '' })
  write(folder, { 'a.yaml': '1\n' })
  const list = readFileSync(join(folder, 'out', listName), 'utf8')

  for (const path of ['../mine.yaml', 'a/../../mine.yaml', '/mine.yaml', '..\\\\mine.yaml', 'c:mine.yaml']) {
    writeFileSync(join(folder, 'out', listName), list.replace('a.yaml', path))
    expect(problemOf(() => write(folder, {})).message).toMatch(/is not in the folder$/)
  }
  rmSync(join(folder, 'out', listName))
  writeFileSync(join(folder, 'list'), list)
  symlinkSync('../list', join(folder, 'out', listName))
  expect(problemOf(() => write(folder, {})).message).toMatch(/it is not a file$/)
  expect(filesBelow(folder)).toMatchObject({ 'mine.yaml': '1\n', 'out/a.yaml': '1\n', list })
})

test("another project's folder is not taken over", () => {
  const folder = folderWith({})
  write(folder, { 'prod_a/x.yaml': '1\n' })
  const other = (project: string | undefined) =>
    writeRenderedFolder('out', folder, { project, files: new Map([['prod_b/x.yaml', '1\n']]), isStale: () => true })

  for (const project of ['bar', undefined]) {
    const problem = problemOf(() => other(project))
    expect(problem.code).toBe('file-not-ours')
    expect(problem.message).toBe('out is what another project, shop, was rendered into')
  }
  expect(below(folder)).toEqual({ 'prod_a/x.yaml': '1\n' })
})

test('a broken list is told, and nothing is written', () => {
  const folder = folderWith({ [`out/${listName}`]: 'nonsense' })
  expect(problemOf(() => write(folder, { 'a.yaml': '' })).code).toBe('file-invalid')
  expect(below(folder)).toEqual({})
})
