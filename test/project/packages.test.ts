import { mkdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Packages, parsePackaged, replacedBy } from '../../src/project/packages.ts'
import { type Files, folderWith } from '../support/projects/project-folder.ts'

function packagesIn(folder: string): Packages {
  return new Packages(folder, (path) => relative(folder, path))
}

function packagesWith(files: Files): Packages {
  return packagesIn(folderWith({ 'kdeploy.yaml': '', ...files }))
}

describe('a package', () => {
  test('is the nearest upwards, and need have no package.json', () => {
    const folder = folderWith({
      'node_modules/a/templates/x.yaml': 'far',
      'node_modules/@b/c/templates/d/y.yaml': 'scoped',
      'apps/web/node_modules/a/templates/x.yaml': 'near',
      'apps/web/kdeploy.yaml': '',
    })
    const packages = packagesIn(join(folder, 'apps/web'))
    expect(packages.read('a', 'x.yaml')).toBe('near')
    expect(packages.read('@b/c', 'd/y.yaml')).toBe('scoped')
    expect(packages.read('a', 'y.yaml')).toBeUndefined()
    expect(packages.find('nope')).toBeUndefined()
    expect(packages.filesOf('@b/c')).toEqual(['d/y.yaml'])
    expect(packages.filesOf('nope')).toEqual([])
  })

  test('names another folder in its package.json', () => {
    const packages = packagesWith({
      'node_modules/a/package.json': '{"kdeploy": {"templates": "k8s/jinja"}}',
      'node_modules/a/k8s/jinja/x.yaml': 'x',
    })
    expect(packages.read('a', 'x.yaml')).toBe('x')
  })

  test('may have no templates', () => {
    const packages = packagesWith({ 'node_modules/a/package.json': '{}' })
    expect(packages.find('a')?.bounds).toBeUndefined()
    expect(packages.read('a', 'x.yaml')).toBeUndefined()
    expect(packages.filesOf('a')).toEqual([])
  })

  test.each([
    ['{', 'it is not JSON'],
    ['{"kdeploy": {"templates": 1}}', '`kdeploy.templates` must be the path of a folder in the package'],
  ])('is refused for its package.json %s', (text, reason) => {
    const packages = packagesWith({ 'node_modules/a/package.json': text })
    expect(() => packages.find('a')).toThrow(
      expect.objectContaining({
        code: 'file-invalid',
        message: `node_modules/a/package.json can't be used: ${reason}`,
      }),
    )
  })
})

describe('links', () => {
  test('a package may be one, as npm link and workspaces make it', () => {
    const folder = folderWith({ 'packages/a/templates/x.yaml': 'x', 'web/kdeploy.yaml': '' })
    mkdirSync(join(folder, 'web/node_modules'))
    symlinkSync(join(folder, 'packages/a'), join(folder, 'web/node_modules/a'))
    const packages = packagesIn(join(folder, 'web'))
    expect(packages.read('a', 'x.yaml')).toBe('x')
    expect(packages.filesOf('a')).toEqual(['x.yaml'])
  })

  test.each(['file', 'templates folder', 'folder below', 'path in package.json'])(
    'none leads out of the folder of templates: %s',
    (what) => {
      const folder = folderWith({
        secret: 'secret',
        'outside/secret': 'secret',
        'kdeploy.yaml': '',
        'node_modules/a/templates/x.yaml': 'x',
        ...(what === 'path in package.json' && {
          'node_modules/a/package.json': '{"kdeploy": {"templates": "../../outside"}}',
        }),
      })
      const templates = join(folder, 'node_modules/a/templates')
      if (what === 'file') symlinkSync(join(folder, 'secret'), join(templates, 'secret'))
      if (what === 'folder below') symlinkSync(join(folder, 'outside'), join(templates, 'below'))
      if (what === 'templates folder') {
        renameSync(templates, join(folder, 'kept'))
        symlinkSync(join(folder, 'outside'), templates)
      }
      const path = what === 'folder below' ? 'below/secret' : 'secret'
      expect(() => packagesIn(folder).read('a', path)).toThrow(
        expect.objectContaining({
          code: 'path-outside',
          message: expect.stringMatching(/^node_modules\/a\/templates\S* points outside the package|^outside points/),
          hint: expect.stringContaining(`the templates of an npm package are files in ${realpathSync(folder)}`),
        }),
      )
    },
  )
})

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
