import { execFileSync } from 'node:child_process'
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseProfileName } from '../../../src/profile/profile-name.ts'
import { boundsOf, resolveInside } from '../../../src/project/files/inside.ts'
import { readBytes } from '../../../src/project/files/read-file.ts'
import { findProject } from '../../../src/project/find-project.ts'
import type { Project } from '../../../src/project/project.ts'
import { sources } from '../../../src/sources/registry.ts'
import type { ResolveOptions } from '../../../src/workflow/resolving/resolve-options.ts'
import { folderWith, projectWith, resolveIn, variablesOf } from '../../support/projects/project-folder.ts'

const prod = parseProfileName('prod_web')

describe('boundsOf', () => {
  it('is the nearest git work tree, else the project’s folder', () => {
    const folder = realpathSync(
      folderWith({ 'repo/a/b/file': '', 'repo/a/sub/.git': 'gitdir: elsewhere', 'other/x': '' }),
    )
    mkdirSync(join(folder, 'repo/.git'))
    symlinkSync(join(folder, 'repo/a'), join(folder, 'linked'))
    expect(boundsOf(join(folder, 'repo/a/b'))).toEqual({ folder: join(folder, 'repo'), isRepository: true })
    expect(boundsOf(join(folder, 'repo/a/sub'))).toEqual({ folder: join(folder, 'repo/a/sub'), isRepository: true })
    expect(boundsOf(join(folder, 'linked'))).toEqual({ folder: join(folder, 'repo'), isRepository: true })
    expect(boundsOf(join(folder, 'other'))).toEqual({ folder: join(folder, 'other'), isRepository: false })
  })
})

describe('resolveInside', () => {
  it('gives the path that links lead to, undefined where there is none', () => {
    const folder = realpathSync(folderWith({ 'shared/a.yaml': '', file: '' }))
    symlinkSync('shared', join(folder, 'link'))
    const bounds = { folder, isRepository: false }
    expect(resolveInside(join(folder, 'link/a.yaml'), bounds, 'x')).toBe(join(folder, 'shared/a.yaml'))
    expect(resolveInside(join(folder, 'nope'), bounds, 'x')).toBeUndefined()
    expect(resolveInside(join(folder, 'file/nope'), bounds, 'x')).toBeUndefined()
  })

  it.each([
    ['/etc/hosts', 'a points outside the project, to /etc/hosts'],
    ['..', 'a points outside the project, to '],
    ['.git/config', 'a points into .git, to '],
  ])('refuses a link to %s', (target, message) => {
    const folder = realpathSync(folderWith({ 'project/.git/config': '' }))
    symlinkSync(target, join(folder, 'project/a'))
    expect(() =>
      resolveInside(join(folder, 'project/a'), { folder: join(folder, 'project'), isRepository: false }, 'a'),
    ).toThrow(
      expect.objectContaining({
        code: 'path-outside',
        message: expect.stringContaining(message),
        place: { file: 'a' },
      }),
    )
  })

  it('refuses a link that leads nowhere or to itself, as that of a file that was forgotten', () => {
    const folder = folderWith({})
    symlinkSync('gone.yaml', join(folder, 'a'))
    symlinkSync('b', join(folder, 'b'))
    const resolveIn = (name: string) =>
      resolveInside(join(folder, name), { folder: realpathSync(folder), isRepository: false }, name)
    expect(() => resolveIn('a')).toThrow("a can't be read: it is a link to gone.yaml, which does not exist")
    expect(() => resolveIn('b')).toThrow("b can't be read: ELOOP")
  })
})

/** A link in a project that isn't in a git repository. */
function withLink(path: string, target: string): Project {
  const project = projectWith({})
  symlinkSync(target, join(project.folder, path))
  return project
}

describe('a project', () => {
  it('reads no template, partial or profile that a link leads out of it to', () => {
    const outside = folderWith({ 'x.yaml': 'a: 1\n' })
    const refused = (path: string) =>
      expect.objectContaining({
        code: 'path-outside',
        message: expect.stringContaining(`${path} points outside the project`),
      })
    const env = withLink('templates/_env.yaml', '/proc/self/environ')
    if (process.platform === 'linux')
      expect(() => env.readTemplate('_env.yaml')).toThrow(refused('templates/_env.yaml'))
    expect(() => withLink('templates/a.yaml', join(outside, 'x.yaml')).readTemplate('a.yaml')).toThrow(
      refused('templates/a.yaml'),
    )
    expect(() => withLink('templates/sub', outside).readTemplate('sub/x.yaml')).toThrow(refused('templates/sub/x.yaml'))
    expect(() => withLink('profiles/prod.yaml', join(outside, 'x.yaml')).layersOf(prod)).toThrow(
      refused('profiles/prod.yaml'),
    )
    expect(() => withLink('kdeploy.yaml', join(outside, 'x.yaml')).name).toThrow(refused('kdeploy.yaml'))
  })

  it('lists no folder that a link leads out of it to: names in messages would tell what is there', () => {
    const outside = folderWith({ 'x.yaml': '', 'prod_secret.yaml': '' })
    const linked = (name: string, target: string) => {
      const project = projectWith({})
      rmSync(join(project.folder, name), { recursive: true, force: true })
      symlinkSync(target, join(project.folder, name))
      return project
    }
    for (const target of [outside, '/']) {
      const refused = (name: string) =>
        expect.objectContaining({
          code: 'path-outside',
          message: expect.stringMatching(`${name} points outside the project, to ${target}`),
        })
      expect(() => linked('templates', target).templates).toThrow(refused('templates'))
      expect(() => linked('profiles', target).profiles).toThrow(refused('profiles'))
    }
    expect(() => linked('templates', 'nowhere').templates).toThrow('it is a link to nowhere, which does not exist')
  })

  it('may link its folders to those that its repository shares', () => {
    const folder = folderWith({ 'shared/web.yaml': 'kind: A\n', 'shop/kdeploy.yaml': '', 'all/prod_web.yaml': '' })
    mkdirSync(join(folder, '.git'))
    symlinkSync('../shared', join(folder, 'shop/templates'))
    symlinkSync('../all', join(folder, 'shop/profiles'))
    const project = findProject(join(folder, 'shop'), undefined, sources)
    expect(project.templates).toEqual(['web.yaml'])
    expect(project.readTemplate('web.yaml')).toBe('kind: A\n')
    expect(project.profiles).toEqual(['prod_web'])
  })

  it('renders what is in a folder that its repository shares, by the path of the link', () => {
    const folder = folderWith({
      'shared/web.yaml': 'kind: A\n',
      'shop/templates/own.yaml': '',
      'shop/profiles/x_y.yaml': '',
    })
    mkdirSync(join(folder, '.git'))
    symlinkSync('../../shared', join(folder, 'shop/templates/common'))
    const project = findProject(join(folder, 'shop'), undefined, sources)
    expect(project.templates).toEqual(['common/web.yaml', 'own.yaml'])
    expect(project.readTemplate('common/web.yaml')).toBe('kind: A\n')
  })

  it('lists no folder in templates/ that a link leads out of it to', () => {
    const outside = folderWith({ 'x.yaml': '' })
    expect(() => withLink('templates/sub', outside).templates).toThrow(
      expect.objectContaining({
        code: 'path-outside',
        message: expect.stringContaining('templates/sub points outside'),
      }),
    )
  })

  it('reads what its repository shares among projects', () => {
    const folder = folderWith({
      'shared/web.yaml': 'kind: A\n',
      'shop/templates/own.yaml': '',
      'shop/profiles/x_y.yaml': '',
    })
    mkdirSync(join(folder, '.git'))
    symlinkSync('../../shared/web.yaml', join(folder, 'shop/templates/web.yaml'))
    const project = findProject(join(folder, 'shop'), undefined, sources)
    expect(project.templates).toEqual(['own.yaml', 'web.yaml'])
    expect(project.readTemplate('web.yaml')).toBe('kind: A\n')
  })

  it('refuses a template whose link leads nowhere, instead of rendering without it', () => {
    const project = withLink('templates/gone.yaml', 'nowhere.yaml')
    expect(project.templates).toContain('gone.yaml')
    expect(() => project.readTemplate('gone.yaml')).toThrow('it is a link to nowhere.yaml, which does not exist')
  })
})

describe('a source', () => {
  const files = {
    'outside.yaml': 'a: 1\n',
    'repository/shared.yaml': 'a: 1\n',
    'repository/.git/config': '[a]\n',
    'repository/shop/templates/web.yaml': '',
    'repository/shop/own.yaml': 'a: 1\n',
  }

  /** Resolves a profile of a project two folders down with this source, as the checkout of a repository or not. */
  async function resolveWith(source: string, isRepository = true, options: Partial<ResolveOptions> = {}) {
    const folder = realpathSync(folderWith(files))
    if (!isRepository) rmSync(join(folder, 'repository/.git'), { recursive: true })
    const shop = join(folder, 'repository/shop')
    symlinkSync('../../outside.yaml', join(shop, 'link.yaml'))
    symlinkSync('../.git', join(shop, 'git'))
    mkdirSync(join(shop, 'profiles'))
    const lines = `variablesFrom:\n- ${source.replace('FOLDER', folder)}\n`
    writeFileSync(join(shop, 'profiles/prod_web.yaml'), lines)
    return resolveIn(findProject(shop, undefined, sources), options)
  }

  it.each([
    ['{file: ../../outside.yaml}', '../../outside.yaml points outside the repository, to '],
    ['{file: FOLDER/outside.yaml}', '../../outside.yaml points outside the repository, to '],
    ['{file: link.yaml}', 'link.yaml points outside the repository, to '],
    ['{file: ../../outside.yaml, optional: true}', '../../outside.yaml points outside the repository, to '],
    ['{sops: ../../outside.yaml}', '../../outside.yaml points outside the repository, to '],
    ['{file: /etc/hosts, format: text, as: x}', 'points outside the repository, to /etc/hosts'],
    ['{file: ../.git/config, format: text, as: x}', '../.git/config points into .git, to '],
    ['{file: git/config, format: binary, as: x}', 'git/config points into .git, to '],
    ['{file: "../.git", format: text, as: x}', '../.git points into .git, to '],
  ])('is refused what lies outside: %s', async (source, message) => {
    const connect = async () => ({ defaultNamespace: 'ns', live: { get: async () => null, list: async () => [] } })
    await expect(resolveWith(source, true, { connect })).rejects.toMatchObject({
      code: 'path-outside',
      category: 'input',
      message: expect.stringContaining(message),
      place: { file: 'profiles/prod_web.yaml', line: 2 },
      hint: expect.stringMatching(/its git repository, .*; files for --values and --set-file may be anywhere$/),
    })
  })

  it('may read what its repository shares, and without one only the project', async () => {
    expect((await resolveWith('{file: ../shared.yaml}')).variables).toMatchObject({ a: 1 })
    expect((await resolveWith('{file: own.yaml}', false)).variables).toMatchObject({ a: 1 })
    await expect(resolveWith('{file: ../shared.yaml}', false)).rejects.toMatchObject({
      code: 'path-outside',
      message: expect.stringContaining('../shared.yaml points outside the project, to '),
    })
  })

  it('isn’t what a person names', async () => {
    const folder = folderWith({ 'given.yaml': 'b: 2\n' })
    const given = { values: [join(folder, 'given.yaml')], setFile: [`c=${join(folder, 'given.yaml')}`] }
    expect((await resolveWith('{file: own.yaml}', true, given)).variables).toMatchObject({ a: 1, b: 2, c: 'b: 2\n' })
  })
})

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  it('is refused at once as template, partial, profile, kdeploy.yaml and source', async () => {
    const project = projectWith({})
    for (const path of ['templates/a.yaml', 'templates/_p.yaml', 'profiles/prod.yaml', 'kdeploy.yaml', 'source.yaml']) {
      execFileSync('mkfifo', [join(project.folder, path)])
    }
    const isFifo = "can't be read: it is a FIFO, not a regular file"
    expect(project.templates).toEqual(['a.yaml', 'web.yaml'])
    expect(() => project.readTemplate('a.yaml')).toThrow(`templates/a.yaml ${isFifo}`)
    expect(() => project.readTemplate('_p.yaml')).toThrow(`templates/_p.yaml ${isFifo}`)
    expect(() => project.name).toThrow(`kdeploy.yaml ${isFifo}`)
    expect(() => project.readBytes('source.yaml', { file: 'p' })).toThrow(`source.yaml ${isFifo}`)
    expect(() => readBytes('/dev/zero', '/dev/zero')).toThrow('it is a device, not a regular file')
    await expect(
      variablesOf({ 'profiles/prod.yaml': 'variablesFrom: [{file: profiles, format: text, as: x}]' }),
    ).rejects.toThrow("profiles can't be read: it is a folder")
  })

  it('is refused where it is a socket', async () => {
    const project = projectWith({})
    const server = createServer().listen(join(project.folder, 'templates/s.yaml'))
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    expect(() => project.readTemplate('s.yaml')).toThrow("templates/s.yaml can't be read: it is a socket")
  })
})
