import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLibrary } from '../../src/project/library-folder.ts'
import { folderWith } from '../support/projects/project-folder.ts'

describe('the template library', () => {
  test('is found above the source and above the bundle', () => {
    const folder = folderWith({
      'package.json': '{}',
      'templates/a.yaml': 'x',
      'templates/_b.yaml': 'y',
      'dist/chunks/c.cjs': '',
    })
    const library = openLibrary(join(folder, 'dist/chunks'))

    expect(openLibrary().templates).toContain('web.yaml')
    expect(library.templates).toEqual(['a.yaml'])
    expect([library.read('a.yaml'), library.read('_b.yaml'), library.read('c.yaml')]).toEqual(['x', 'y', null])
  })

  test('reads nothing outside its folder', () => {
    expect(openLibrary().read('../package.json')).toBeNull()
  })
})
