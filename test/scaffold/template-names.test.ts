import { describe, expect, test } from 'vitest'
import { templatesAmong } from '../../src/project/templates.ts'
import { differentNames, templateNameOf, templateNameOfFile } from '../../src/scaffold/template-names.ts'

const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name: 'web' }

describe('the template of an object', () => {
  test('has its kind and its name', () => {
    expect(templateNameOf(ref)).toBe('deployment-web.yaml')
  })

  test('has no character that a file name should not have', () => {
    expect(templateNameOf({ ...ref, kind: 'ClusterRole', name: 'system:a/../b' })).toBe(
      'clusterrole-system-a-..-b.yaml',
    )
  })
})

describe('the template of a file', () => {
  test.each([
    ['web.yaml', 'web.yaml'],
    ['a/b/web.yml', 'a/b/web.yml'],
    ['web.json', 'web.yaml'],
    ['_partial.yaml', 'partial.yaml'],
    ['_.yaml', 'manifest.yaml'],
    ['a/b.YAML', 'a/b.yaml'],
    ['b.Yml', 'b.yml'],
    ['e.JSON', 'e.yaml'],
    ['pkg/app/x/_cm.yaml', 'manifests/pkg/app/x/cm.yaml'],
    ['pkg.yaml', 'pkg.yaml'],
    ['a/pkg/b.yaml', 'a/pkg/b.yaml'],
  ])('of %s is %s', (path, name) => {
    expect(templateNameOfFile(path)).toBe(name)
    expect(templatesAmong([templateNameOfFile(path)])).toEqual([name])
  })
})

describe('names that are the same', () => {
  test('are told apart by numbers, also where only their case differs', () => {
    expect(differentNames(['a.yaml', 'b.yaml', 'A.yaml', 'a.yaml', 'x/a.yaml'])).toEqual([
      'a.yaml',
      'b.yaml',
      'A-2.yaml',
      'a-3.yaml',
      'x/a.yaml',
    ])
  })
})
