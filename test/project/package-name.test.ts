import { describe, expect, test } from 'vitest'
import { parsePackaged, replacedBy } from '../../src/project/package-name.ts'

describe('parsePackaged', () => {
  test.each([
    ['pkg:kdeploy/web.yaml', 'kdeploy', 'web.yaml', false],
    ['pkg:@acme/templates/jobs/_cron.yaml', '@acme/templates', 'jobs/_cron.yaml', false],
    ['pkg=kdeploy/web.yaml', 'kdeploy', 'web.yaml', true],
  ])('%s is %s of %s', (name, named, path, isOriginal) => {
    expect(parsePackaged(name)).toEqual({ package: named, path, isOriginal })
  })

  test.each([
    'web.yaml',
    'pkg/kdeploy/web.yaml',
    'pkg:web.yaml',
    'pkg:@acme/web.yaml',
    'pkg:../x/y',
    'pkg:./y',
    'pkg:/y',
  ])('%s is none', (name) => {
    expect(parsePackaged(name)).toBeUndefined()
  })
})

test.each([
  ['pkg/kdeploy/_pod.yaml', 'pkg:kdeploy/_pod.yaml'],
  ['pkg/@acme/t/_x.yaml', 'pkg:@acme/t/_x.yaml'],
  ['pkg/_x.yaml', undefined],
  ['web.yaml', undefined],
])('%s replaces %s', (file, name) => {
  expect(replacedBy(file)).toBe(name)
})
