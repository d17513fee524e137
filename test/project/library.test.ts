import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLibrary } from '../../src/project/library.ts'
import { repository } from '../support/projects/project.ts'

describe('the template library', () => {
  test('is the folder of templates, whose partials are read only by name', () => {
    const library = openLibrary()

    expect(library.templates).toContain('web.yaml')
    expect(library.templates.filter((name) => name.startsWith('_'))).toEqual([])
    expect(readdirSync(join(repository, 'templates')).map((name) => library.read(name))).not.toContain(null)
  })

  test('has its templates sorted, and nothing for another name', () => {
    const library = openLibrary({ 'b.yaml': 'x', '_b.yaml': 'y', 'a.yaml': 'z', 'note.txt': '' })

    expect(library.templates).toEqual(['a.yaml', 'b.yaml'])
    expect(['a.yaml', '_b.yaml', 'c.yaml', 'toString', '../package.json'].map(library.read)).toEqual([
      'z',
      'y',
      null,
      null,
      null,
    ])
  })
})
