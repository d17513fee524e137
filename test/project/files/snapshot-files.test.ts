import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, projectWith } from '../../support/projects/project-folder.ts'

describe('a snapshot', () => {
  test('is written with the folders that it is in, and nothing else beside it', () => {
    const project = projectWith({})
    project.writeSnapshot('tests/snapshots/web/all.yaml', 'a: 1\n')
    project.writeSnapshot('tests/snapshots/web/all.yaml', 'a: 2\n')

    const folder = join(project.folder, 'tests/snapshots/web')
    expect(readFileSync(join(folder, 'all.yaml'), 'utf8')).toBe('a: 2\n')
    expect(readdirSync(folder)).toEqual(['all.yaml'])
  })

  test('is removed with the folders that are empty then, but for the one of all', () => {
    const project = projectWith({ 'tests/snapshots/web/deep/all.yaml': '', 'tests/snapshots/web/b.yaml': '' })
    project.removeSnapshot('tests/snapshots/web/deep/all.yaml')
    expect(readdirSync(join(project.folder, 'tests/snapshots/web'))).toEqual(['b.yaml'])

    project.removeSnapshot('tests/snapshots/web/b.yaml')
    expect(readdirSync(join(project.folder, 'tests'))).toEqual(['snapshots'])
  })

  test('is not written where a link leads out of the project', () => {
    const elsewhere = folderWith({ a: '' })
    const project = projectWith({ 'tests/a.yaml': '' })
    symlinkSync(elsewhere, join(project.folder, 'tests/snapshots'))

    expect(() => project.writeSnapshot('tests/snapshots/web/all.yaml', '')).toThrow('points outside the project')
    expect(readdirSync(elsewhere)).toEqual(['a'])
  })

  test('that cannot be written is told by its name', () => {
    const project = projectWith({ 'tests/snapshots/web': 'a file' })
    expect(() => project.writeSnapshot('tests/snapshots/web/all.yaml', '')).toThrow(
      "the snapshot tests/snapshots/web/all.yaml can't be written",
    )
    mkdirSync(join(project.folder, 'tests/snapshots/b.yaml'))
    expect(() => project.removeSnapshot('tests/snapshots/b.yaml')).toThrow(/b\.yaml can't be removed/)
    expect(existsSync(join(project.folder, 'tests/snapshots/b.yaml'))).toBe(true)
  })
})
