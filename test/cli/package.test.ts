import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

let folder = ''
let installed = ''
let tarball = ''

/** npm with a home of its own, offline: the package must need nothing from a registry. */
function npm(args: readonly string[], cwd: string) {
  return runProgram('npm', [...args, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: folder },
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kdeploy-package-'))
  const empty = join(folder, 'empty')
  await mkdir(empty)
  const pack = await npm(['pack', repository, '--ignore-scripts', '--pack-destination', folder], folder)
  if (pack.exitCode !== 0) throw new Error(pack.stderr)
  tarball = join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '')
  const install = await npm(['install', tarball], empty)
  if (install.exitCode !== 0) throw new Error(install.stderr)
  installed = empty
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const env = () => ({ PATH: process.env['PATH'], HOME: folder })
const kdeploy = (args: readonly string[], cwd: string) =>
  runProgram(process.execPath, [join(installed, 'node_modules/kdeploy/bin/kdeploy.js'), ...args], { cwd, env: env() })

describe('the package', () => {
  test('brings no dependency', async () => {
    expect((await readdir(join(installed, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      'kdeploy',
    ])
  })

  test('shows its help from an empty folder', async () => {
    const { exitCode, stdout } = await kdeploy(['--help'], installed)

    expect(stdout).toContain('Usage: kdeploy')
    expect(exitCode).toBe(0)
  })

  test('renders a project', async () => {
    const project = join(folder, 'project')
    for (const name of ['kdeploy.yaml', 'templates', 'profiles']) {
      await cp(join(repository, name), join(project, name), { recursive: true })
    }
    const render = ['render', '--raw', '--offline', '-p', 'prod_cthulu', '--template', 'web.yaml']

    const { exitCode, stdout, stderr } = await kdeploy(render, project)

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(await readFile(join(repository, 'test/golden/example/prod_cthulu/web.yaml'), 'utf8'))
  })

  test('brings the library of templates to a project that depends on it', async () => {
    const project = join(installed, 'shop')
    const variables = { app: 'shop', image: 'registry.example.com/shop:1.4.2', port: 8080 }
    await mkdir(join(project, 'profiles'), { recursive: true })
    await writeFile(join(project, 'kdeploy.yaml'), 'name: shop\n')
    const profile = { namespace: 'shop', templates: ['pkg:kdeploy/web.yaml'], variables }
    await writeFile(join(project, 'profiles/dev_shop.yaml'), JSON.stringify(profile))

    const { exitCode, stdout, stderr } = await kdeploy(['render', '--raw', '-p', 'dev_shop'], project)

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(await readFile(join(repository, 'test/golden/library/minimal/web.yaml'), 'utf8'))
  })

  test('lets a project replace a partial of the library by a file that begins with it', async () => {
    const project = join(installed, 'changed')
    const variables = { app: 'shop', image: 'registry.example.com/shop:1.4.2', port: 8080 }
    const profile = { namespace: 'shop', templates: ['pkg:kdeploy/web.yaml'], variables }
    const files = {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/dev_shop.yaml': JSON.stringify(profile),
      'templates/pkg/kdeploy/_labels.yaml': "{% include 'pkg:kdeploy/_labels.yaml' %}\n\nexample.com/by: kdeploy\n",
    }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(project, path)), { recursive: true })
      await writeFile(join(project, path), text)
    }

    const { stdout, stderr } = await kdeploy(['render', '-p', 'dev_shop'], project)

    expect(stderr).toBe('')
    expect(
      stdout.match(/^ +app.kubernetes.io\/component: web\n(?: +\S+: .+\n)*? +example.com\/by: kdeploy$/gm),
    ).toHaveLength(4)
  })

  test('exports the template dialect to ES modules and CommonJS', async () => {
    const use = `const out = createEnvironment({}).renderString("{% set a, b = 'x_y_z'.split('_', 1) %}{{ b }}", {}); console.log(out)`
    const results = [
      ['--input-type=module', '-e', `import { createEnvironment } from 'kdeploy/jinja'; ${use}`],
      ['--input-type=commonjs', '-e', `const { createEnvironment } = require('kdeploy/jinja'); ${use}`],
    ].map((args) => runProgram(process.execPath, args, { cwd: installed, env: env() }))

    expect((await Promise.all(results)).map(({ stdout, stderr }) => stdout + stderr)).toEqual(['y_z\n', 'y_z\n'])
  })

  test.skipIf(!existsSync(join(repository, 'dist/types')))(
    'has types for who imports it and for who requires it',
    async () => {
      const use = (load: string) => `${load}
      const text: string = createEnvironment({ loader: () => null }).renderString('{{ a }}', { a: 1 })
      const isOurs = (error: unknown): error is TemplateError => error instanceof TemplateError
      const choice: EnvironmentOptions = {}
      console.log(text, isOurs, choice)
      // @ts-expect-error: it takes no number
      createEnvironment(1)\n`
      const load = "{ createEnvironment, type EnvironmentOptions, TemplateError } from 'kdeploy/jinja'"
      const files = { 'a.mts': use(`import ${load}`), 'b.cts': use(`import ${load}`) }
      for (const [name, text] of Object.entries(files)) await writeFile(join(installed, name), text)
      const compile = (...options: string[]) =>
        runProgram(
          process.execPath,
          [join(repository, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--types', '', ...options],
          { cwd: installed, env: env() },
        )

      const results = [
        await compile('--module', 'nodenext', '--lib', 'es2023,dom', 'a.mts', 'b.cts'),
        await compile('--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2023,dom', 'a.mts'),
      ]

      expect(results).toEqual(results.map(() => ({ stdout: '', stderr: '', exitCode: 0 })))
    },
  )

  test('runs by npx, offline, from its tarball', async () => {
    const { stdout, stderr } = await npm(
      ['exec', '--yes', `--package=${tarball}`, '--', 'kdeploy', '--version'],
      folder,
    )

    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' })
  })

  test('has no file that is of use in a clone alone', async () => {
    const listed = await npm(['pack', tarball, '--dry-run', '--json'], folder)
    const [{ files, unpackedSize }] = JSON.parse(listed.stdout) as [
      { files: readonly { path: string }[]; unpackedSize: number },
    ]
    const folders = new Set(
      files.map(({ path }) =>
        path
          .split('/')
          .slice(0, path.startsWith('dist/') ? 2 : 1)
          .join('/'),
      ),
    )

    expect([...folders].filter((name) => !/^man|^docs|^templates|^bin/.test(name)).toSorted()).toEqual([
      'CHANGELOG.md',
      'COMPATIBILITY.md',
      'LICENSE',
      'README.md',
      'dist/LICENSES.txt',
      'dist/chunks',
      'dist/jinja.cjs',
      'dist/jinja.mjs',
      'dist/main.cjs',
      'dist/schema',
      ...(existsSync(join(repository, 'dist/types')) ? ['dist/types'] : []),
      'package.json',
    ])
    expect(unpackedSize).toBeLessThan(10_000_000)
  })

  test('exports the JSON Schemas of kdeploy.yaml, profile files and test files, for editors', async () => {
    const use = `for (const name of ['kdeploy', 'profile', 'test']) {
      const { title, properties } = require('kdeploy/schema/' + name + '.json')
      console.log(title, Object.keys(properties).join())
    }`
    const { stdout, stderr } = await runProgram(process.execPath, ['-e', use], { cwd: installed, env: env() })

    expect(stderr).toBe('')
    expect(stdout).toBe(
      'kdeploy project name,profile,jinja,forceConflicts,adopt,adoptFrom,ignoreDrift,ignoreDiff,historyLimit,readiness,schema,validate,order,secrets\nkdeploy profile namespace,kubeContext,templates,variables,guard,confirm,needs,clusters,variablesFrom\nkdeploy tests profile,profiles,tests\n',
    )
  })

  test('holds the licences of what it bundles', async () => {
    const licenses = await readFile(join(installed, 'node_modules/kdeploy/dist/LICENSES.txt'), 'utf8')

    for (const name of ['commander', 'nunjucks', 'js-yaml', 'chalk', '@kubernetes/client-node']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'))
    }
  })
})
