import { chmod, chown, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ProgramResult, runProgram } from '../support/program.ts'
import { createProject, repository } from '../support/projects/project.ts'

const render = ['render', '--raw', '--offline', '-p', 'prod_cthulu', '--template', 'deployment.yaml']
const node = join('kdeploy', 'compile-cache', `${process.version}-${process.arch}`)

let home: string
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-home-')))
})
afterEach(() => rm(home, { recursive: true, force: true }))

interface Place {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

function kdeploy(args: readonly string[], { cwd = repository, env = { XDG_CACHE_HOME: home } }: Place = {}) {
  return runProgram(process.execPath, [join(repository, 'bin/kdeploy.js'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  })
}

/** The test's template as the reference renders it, and nothing else. */
async function rendered(): Promise<ProgramResult> {
  const stdout = await readFile(join(repository, 'test/golden/example/prod_cthulu/deployment.yaml'), 'utf8')
  return { stdout, stderr: '', exitCode: 0 }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** The parts of the bundle that a command loads, as far as they are worth keeping. */
async function kept(command: string): Promise<string[]> {
  return (await readdir(join(home, node, command))).toSorted()
}

describe('the code that V8 compiled', () => {
  test('is kept for the next run of the command, where this user alone can read and write it', async () => {
    expect(await kdeploy(render)).toEqual(await rendered())

    const files = await filesBelow(home)
    expect(files).toHaveLength(2)
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
    for (const folder of ['kdeploy', join('kdeploy', 'compile-cache'), node, join(node, 'render')])
      expect((await stat(join(home, folder))).mode & 0o777).toBe(0o700)
    const written = await Promise.all(files.map((file) => stat(file)))
    expect(await kdeploy(render)).toEqual(await rendered())
    expect(await Promise.all(files.map((file) => stat(file)))).toMatchObject(written.map(({ ino }) => ({ ino })))
  })

  test('is of what the command loads: for help the words of the commands, and of the others what they work with', async () => {
    await writeFile(join(home, 'kubeconfig'), kubeconfigOf({ token: 'a' }))
    const { exitCode } = await kdeploy(['status', '-p', 'prod_cthulu', '--kubeconfig', join(home, 'kubeconfig')])
    await kdeploy(['--help'])
    await kdeploy(render)
    await kdeploy(['validate', 'prod_cthulu'])

    expect(exitCode).toBe(3)
    expect(await kept('kdeploy')).toEqual(['start.cjs'])
    expect(await kept('render')).toEqual(['render.cjs', 'start.cjs'])
    expect(await kept('validate')).toEqual(['project.cjs', 'render.cjs', 'start.cjs'])
    expect(await kept('status')).toEqual(['cluster.cjs', 'project.cjs', 'release.cjs', 'render.cjs', 'start.cjs'])
  })

  test('is taken again after a run that was so large that it changed how V8 works', async () => {
    const object = '{apiVersion: v1, kind: ConfigMap, metadata: {name: "n{{ i }}"}, data: {k: "{{ "x" * 500 }}"}}'
    const templates = `{% for i in range(1500) %}---\n${object}\n{% endfor %}`
    const files = { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': '{}\n', 'templates/all.yaml': templates }
    const project = await createProject({ files })
    try {
      await writeFile(join(home, 'kubeconfig'), kubeconfigOf({ token: 'a' }))
      const diff = ['diff', '-p', 'prod_shop', '--kubeconfig', join(home, 'kubeconfig')]
      const place = { cwd: project.folder, env: { XDG_CACHE_HOME: home } }
      const { exitCode, stderr } = await kdeploy(diff, place)
      const written = await stat(join(home, node, 'diff', 'start.cjs'))
      await kdeploy(diff, place)

      expect(stderr).toMatch(/^error: .*can't be reached/m)
      expect(exitCode).toBe(3)
      expect((await stat(join(home, node, 'diff', 'start.cjs'))).ino).toBe(written.ino)
    } finally {
      await project.remove()
    }
  })

  test('is kept where it was loaded with other flags of V8 than the rest', async () => {
    const text = `module.exports = ${JSON.stringify('x'.repeat(40_000))}`
    const main = `require('./early.cjs'); require('node:v8').setFlagsFromString('--heap-growing-percent=40'); require('./late.cjs')
      process.prependListener('exit', () => require('node:v8').setFlagsFromString('--heap-growing-percent=0'))`
    const files = { 'main.cjs': main, 'early.cjs': text, 'late.cjs': text }
    for (const [name, content] of Object.entries(files)) await writeFile(join(home, name), content)
    const [loader, entry, cache] = [join(repository, 'bin/code-cache.js'), join(home, 'main.cjs'), join(home, 'cache')]
    const load = `require(${JSON.stringify(loader)}).loadCached(${JSON.stringify(entry)}, ${JSON.stringify(cache)})`
    const run = async () => {
      expect(await runProgram(process.execPath, ['-e', load])).toMatchObject({ stderr: '', exitCode: 0 })
      return Promise.all(['early.cjs', 'late.cjs'].map(async (name) => (await stat(join(cache, name))).ino))
    }

    const written = await run()
    expect(await run()).toEqual(written)
  })

  test('is compiled anew where a file is damaged, cut, or of another source', async () => {
    await kdeploy(render)
    const [rendering, start] = ['render.cjs', 'start.cjs'].map((name) => join(home, node, 'render', name)) as [
      string,
      string,
    ]
    const good = await readFile(start)
    const flipped = Buffer.from(good)
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1
    for (const bad of [flipped, good.subarray(0, good.length >> 1), Buffer.of(), await readFile(rendering)]) {
      await writeFile(start, bad)

      expect(await kdeploy(render)).toEqual(await rendered())
      expect((await readFile(start)).subarray(0, 8)).toEqual(good.subarray(0, 8))
      expect((await stat(start)).size).toBeGreaterThan(good.length / 2)
    }
  })

  test('is not taken from a file that others could have written', async () => {
    await kdeploy(render)
    const start = join(home, node, 'render', 'start.cjs')
    const changes = [() => chmod(start, 0o644), () => chmod(start, 0o660)]
    if (process.getuid?.() === 0) changes.push(() => chown(start, 12345, 12345))
    for (const change of changes) {
      const { ino } = await stat(start)
      await change()

      expect(await kdeploy(render)).toEqual(await rendered())
      expect(await stat(start)).not.toMatchObject({ ino })
      expect((await stat(start)).mode & 0o777).toBe(0o600)
    }
  })

  test('is not kept after a wrong command line', async () => {
    await kdeploy(['rendr'])
    await kdeploy(['render', '--colour'])

    expect(await filesBelow(home)).toEqual([])
  })
})

describe('the folder of what V8 compiled', () => {
  test.skipIf(process.platform !== 'linux')('is in ~/.cache, or where NODE_COMPILE_CACHE says', async () => {
    await kdeploy(['--help'], { env: { HOME: home } })
    await kdeploy(['--help'], { env: { HOME: home, NODE_COMPILE_CACHE: join(home, 'node') } })

    // A newer Node keeps there what it compiles itself.
    const files = (await filesBelow(home)).filter((file) => file.includes('/kdeploy/'))
    const own = join(`${process.version}-${process.arch}`, 'kdeploy', 'start.cjs')
    expect(files.toSorted()).toEqual([join(home, '.cache/kdeploy/compile-cache', own), join(home, 'node/kdeploy', own)])
  })

  test('is none where NODE_DISABLE_COMPILE_CACHE is set', async () => {
    await kdeploy(['--help'], { env: { XDG_CACHE_HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' } })

    expect(await readdir(home)).toEqual([])
  })

  test('is none, and nothing is said, where there is no home or it can not be written', async () => {
    const nowhere = [{}, { HOME: '' }, { HOME: 'here' }, { HOME: '/nonexistent' }, { HOME: '/proc' }]
    for (const env of [...nowhere, { XDG_CACHE_HOME: '/proc' }, { NODE_COMPILE_CACHE: '/dev/null' }])
      expect(await kdeploy(render, { env })).toEqual(await rendered())
  })

  test.skipIf(process.getuid?.() !== 0)('is none in a home that belongs to someone else', async () => {
    await chown(home, 12345, 12345)

    expect(await kdeploy(render)).toEqual(await rendered())
    expect(await readdir(home)).toEqual([])
  })

  test('is none in a CI job, but where NODE_COMPILE_CACHE says', async () => {
    await kdeploy(['--help'], { env: { HOME: home, CI: 'true' } })
    expect(await readdir(home)).toEqual([])

    await kdeploy(['--help'], { env: { HOME: home, CI: 'true', NODE_COMPILE_CACHE: join(home, 'node') } })
    expect(await readdir(join(home, 'node'))).toContain('kdeploy')
  })

  test('is none in the working folder, which may come from a repository', async () => {
    const cwd = join(home, 'checkout')
    await mkdir(join(cwd, '.cache'), { recursive: true })
    await kdeploy(['--help'], { cwd, env: { XDG_CACHE_HOME: join(cwd, '.cache') } })
    await kdeploy(['--help'], { cwd, env: { NODE_COMPILE_CACHE: join(cwd, '.cache') } })

    expect((await filesBelow(home)).filter((file) => file.includes('kdeploy/'))).toEqual([])
  })
})

/** Of an API server that isn't there. */
function kubeconfigOf(user: object): string {
  return JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'a', user }],
  })
}
