import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changedFiles, stampFiles } from '../../../src/project/files/file-stamps.ts'
import { folderWith } from '../../support/projects/project-folder.ts'

test('a file that changes, comes, goes or is replaced is told, and no other', () => {
  const folder = folderWith({ 'a/same': '1', 'a/changed': '1', 'a/gone': '1', 'a/replaced': '1', 'other/a': '1' })
  const at = (name: string) => join(folder, name)
  const look = () => stampFiles([at('a')], [at('single'), at('other/a')])
  const before = look()

  writeFileSync(at('a/changed'), '22')
  rmSync(at('a/gone'))
  mkdirSync(at('a/below'))
  writeFileSync(at('a/below/new'), '')
  writeFileSync(at('temporary'), '2')
  renameSync(at('temporary'), at('a/replaced'))
  writeFileSync(at('single'), '')

  expect(changedFiles(before, look())).toEqual(['a/below/new', 'a/changed', 'a/gone', 'a/replaced', 'single'].map(at))
  expect(changedFiles(look(), look())).toEqual([])
})

test('a folder that is not there has no files', () => {
  expect(stampFiles([join(folderWith({}), 'a')], []).size).toBe(0)
})
