import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listFiles } from '../../src/project/list-files.ts'
import { folderWith } from '../support/projects/project-folder.ts'

it('lists files and what only looks like one, sorted, without hidden ones and linked folders', () => {
  const folder = folderWith({ 'b.yaml': '', 'sub/a.yaml': '', '.hidden': '', '.git/config': '' })
  symlinkSync('.', join(folder, 'itself'))
  symlinkSync('nowhere', join(folder, 'gone'))
  expect(listFiles(folder, 'templates')).toEqual(['b.yaml', 'gone', 'sub/a.yaml'])
  expect(listFiles(join(folder, 'none'), 'templates')).toEqual([])
})

it('tells of a folder that cannot be listed', () => {
  expect(() => listFiles(join(folderWith({}), 'x'.repeat(300)), 'templates')).toThrow(
    expect.objectContaining({
      code: 'file-unreadable',
      category: 'input',
      message: "the folder templates/ can't be listed: ENAMETOOLONG",
    }),
  )
})
