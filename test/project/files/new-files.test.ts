import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { conflictsOf, writeNewFiles } from '../../../src/project/files/new-files.ts'
import { folderWith } from '../../support/projects/project-folder.ts'
import { filesBelow } from '../../support/projects/tree.ts'

const files = [
  { path: 'kdeploy.yaml', text: 'name: a\n' },
  { path: 'templates/b/web.yaml', text: 'kind: A\n' },
]

describe('new files', () => {
  test('are written with their folders, also into one that does not exist', () => {
    const folder = folderWith({ 'README.md': 'x' })
    writeNewFiles(folder, files)
    writeNewFiles(join(folder, 'c/d'), files)

    expect(filesBelow(folder)).toEqual({
      'README.md': 'x',
      'kdeploy.yaml': 'name: a\n',
      'templates/b/web.yaml': 'kind: A\n',
      'c/d/kdeploy.yaml': 'name: a\n',
      'c/d/templates/b/web.yaml': 'kind: A\n',
    })
  })

  test('are all taken back where one can not be written', () => {
    const folder = folderWith({ 'templates/b/web.yaml': 'mine' })

    expect(() => writeNewFiles(folder, files)).toThrow(KdeployError)
    expect(filesBelow(folder)).toEqual({ 'templates/b/web.yaml': 'mine' })
    expect(() => writeNewFiles(join(folder, 'templates/b/web.yaml/x'), files)).toThrow("the project can't be written")
  })

  test.skipIf(process.getuid?.() === 0)('leave no folder behind where one can not be made', () => {
    const folder = folderWith({})
    mkdirSync(join(folder, 'templates'))
    chmodSync(join(folder, 'templates'), 0o500)

    expect(() => writeNewFiles(folder, files)).toThrow(KdeployError)
    expect(filesBelow(folder)).toEqual({})
  })
})

describe('what is in their way', () => {
  test('is nothing in an empty folder, one that does not exist, or beside them', () => {
    const folder = folderWith({ 'README.md': '', 'templates/.gitkeep': '', 'tests/test_app.py': '' })

    expect(conflictsOf(folder, files)).toEqual([])
    expect(conflictsOf(join(folder, 'new'), files)).toEqual([])
  })

  test('is each file of the same path, and each that would be part of the project', () => {
    const folder = folderWith({
      'kdeploy.yaml': '',
      'templates/b/web.yaml': '',
      'profiles/x.yaml': '',
      'tests/a.yaml': '',
    })

    expect(conflictsOf(folder, files)).toEqual([
      'kdeploy.yaml exists',
      'templates/b/web.yaml exists',
      'templates/b would be part of the project',
      'profiles/x.yaml would be part of the project',
      'tests/a.yaml would be part of the project',
    ])
  })

  test('is a link, also one that leads nowhere, and a file in the place of a folder', () => {
    const folder = folderWith({ profiles: '' })
    symlinkSync('/nowhere', join(folder, 'kdeploy.yaml'))
    symlinkSync('.', join(folder, 'templates'))

    expect(conflictsOf(folder, files)).toEqual([
      'kdeploy.yaml is a link, which is not followed',
      'templates is a link, which is not followed',
      'profiles is not a folder',
    ])
  })
})
