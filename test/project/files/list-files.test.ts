import { realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listFiles } from '../../../src/project/files/list-files.ts'
import { folderWith } from '../../support/projects/project-folder.ts'

const follow = (path: string) => realpathSync(path)

it('lists files and what only looks like one, sorted, without hidden ones', () => {
  const folder = folderWith({ 'b.yaml': '', 'sub/a.yaml': '', '.hidden': '', '.git/config': '' })
  symlinkSync('nowhere', join(folder, 'gone'))
  expect(listFiles(folder, 'templates', follow)).toEqual(['b.yaml', 'gone', 'sub/a.yaml'])
  expect(listFiles(join(folder, 'none'), 'templates', follow)).toEqual([])
})

it('lists a linked folder once, also where links lead round and round', () => {
  const root = realpathSync(folderWith({ 'shared/_p.yaml': '', 'shared/deep/c.yaml': '', 'own/sub/a.yaml': '' }))
  const folder = join(root, 'own')
  symlinkSync('.', join(folder, 'itself'))
  symlinkSync('sub', join(folder, 'again'))
  symlinkSync('../shared', join(folder, 'common'))
  symlinkSync('../own', join(root, 'shared/back'))
  symlinkSync('..', join(root, 'shared/deep/up'))
  expect(listFiles(folder, 'templates', follow)).toEqual(['common/_p.yaml', 'common/deep/c.yaml', 'sub/a.yaml'])
})

it('asks where a linked folder may lead', () => {
  const folder = folderWith({ 'a.yaml': '' })
  symlinkSync('/etc', join(folder, 'etc'))
  const refuse = (_path: string, name: string) => {
    throw new Error(`not ${name}`)
  }
  expect(() => listFiles(folder, 'templates', refuse)).toThrow('not templates/etc')
})

it('tells of a folder that cannot be listed', () => {
  expect(() => listFiles(join(folderWith({}), 'x'.repeat(300)), 'templates', follow)).toThrow(
    expect.objectContaining({
      code: 'file-unreadable',
      category: 'input',
      message: "the folder templates/ can't be listed: ENAMETOOLONG",
    }),
  )
})
