import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownFolderAt } from '../../src/project/own-folder.ts'
import { folderWith } from '../support/projects/project-folder.ts'

test("a path is in one of a project's own folders also by a link, and before it is made", () => {
  const folder = folderWith({ 'templates/a.yaml': '', 'elsewhere/a.yaml': '' })
  symlinkSync('templates', join(folder, 'link'))
  symlinkSync('elsewhere', join(folder, 'profiles'))
  const at = (path: string) => ownFolderAt(folder, join(folder, path))

  expect(['.', 'templates', 'templates/new/er', 'link/new', 'elsewhere', 'tests/new'].map(at)).toEqual([
    '.',
    'templates',
    'templates',
    'templates',
    'profiles',
    'tests',
  ])
  expect(['rendered', 'templates-of-another', 'link2/x', '..'].map(at)).toEqual(Array(4).fill(undefined))
})
