import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

const { compileCacheFolder } = createRequire(import.meta.url)(join(repository, 'bin', 'compile-cache.js'))
const isRoot = process.getuid?.() === 0

let home: string
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-home-')))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe.skipIf(process.platform !== 'linux')('what V8 compiled', () => {
  test('is kept in a folder of the user’s own, where nobody else can read or write', async () => {
    const folder = join(home, '.cache', 'kdeploy', 'compile-cache')
    expect(compileCacheFolder({ HOME: home })).toBe(folder)
    for (const path of ['.cache', '.cache/kdeploy', '.cache/kdeploy/compile-cache'])
      expect((await stat(join(home, path))).mode & 0o777).toBe(0o700)
    expect(compileCacheFolder({ HOME: home })).toBe(folder)
    expect(compileCacheFolder({ HOME: '/dev/null', XDG_CACHE_HOME: home })).toBe(join(home, 'kdeploy', 'compile-cache'))
  })

  test.each([
    ['somebody says where, whom Node obeys', { NODE_COMPILE_CACHE: '/somewhere' }],
    ['somebody says nowhere', { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['coverage is measured', { NODE_V8_COVERAGE: '/somewhere' }],
    ['a CI job runs', { CI: 'true' }],
  ])('is not kept where %s', async (_, environment) => {
    expect(compileCacheFolder({ HOME: home, ...environment })).toBeUndefined()
    expect(await readdir(home)).toEqual([])
  })

  test.each([
    {},
    { HOME: '' },
    { HOME: 'here' },
    { HOME: '/dev/null' },
    { HOME: '/proc' },
    { XDG_CACHE_HOME: '/proc' },
  ])('is not kept where there is no home that can be written: %j', (environment) => {
    expect(compileCacheFolder(environment)).toBeUndefined()
  })

  test('is not kept where others can write, or something else stands', async () => {
    const folder = join(home, 'kdeploy', 'compile-cache')
    const environment = { XDG_CACHE_HOME: home }
    await mkdir(folder, { recursive: true })
    for (const mode of [0o770, 0o707, 0o777]) {
      await chmod(folder, mode)
      expect(compileCacheFolder(environment)).toBeUndefined()
    }
    await rm(folder, { recursive: true })
    await mkdir(join(home, 'elsewhere'))
    await symlink(join(home, 'elsewhere'), folder)
    expect(compileCacheFolder(environment)).toBeUndefined()
    await rm(folder)
    await writeFile(folder, '')
    expect(compileCacheFolder(environment)).toBeUndefined()
  })

  test.skipIf(!isRoot)('is not kept in what belongs to someone else', async () => {
    expect(compileCacheFolder({ XDG_CACHE_HOME: home })).toBeDefined()
    await chown(join(home, 'kdeploy', 'compile-cache'), 12345, 12345)
    expect(compileCacheFolder({ XDG_CACHE_HOME: home })).toBeUndefined()

    const other = join(home, 'other')
    await mkdir(other)
    await chown(other, 12345, 12345)
    expect(compileCacheFolder({ HOME: other })).toBeUndefined()
    expect(await readdir(other)).toEqual([])
  })
})

describe('a command', () => {
  test.each([
    ['--help', ['start.cjs']],
    ['render --raw --offline -p prod_cthulu', ['render.cjs', 'start.cjs']],
    ['validate prod_cthulu', ['project.cjs', 'render.cjs', 'start.cjs']],
    [
      'status -p prod_cthulu --kubeconfig KUBECONFIG',
      ['cluster.cjs', 'project.cjs', 'release.cjs', 'render.cjs', 'start.cjs'],
    ],
  ])('%s loads no part of the bundle that it does without', async (line, chunks) => {
    const kubeconfig = join(home, 'kubeconfig')
    await writeFile(kubeconfig, unreachable)
    const args = line.split(' ').map((word) => (word === 'KUBECONFIG' ? kubeconfig : word))
    const file = join(home, 'loaded')
    const hook = join(repository, 'test', 'support', 'loaded-chunks.cjs')
    await runProgram(process.execPath, ['--require', hook, join(repository, 'bin/kdeploy.js'), ...args], {
      cwd: repository,
      env: { PATH: process.env['PATH'], LOADED_CHUNKS_FILE: file },
    })

    const loaded: readonly string[] = JSON.parse(await readFile(file, 'utf8'))
    expect(loaded.filter((name) => shared.includes(name))).toEqual(chunks)
  })
})

/** The chunks that several commands load; each command has small ones of its own. */
const shared = ['cluster.cjs', 'project.cjs', 'release.cjs', 'render.cjs', 'start.cjs']

/** Of an API server that isn't there. */
const unreachable = JSON.stringify({
  'current-context': 'a',
  contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
  clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'a', user: { token: 'a' } }],
})
