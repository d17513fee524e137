import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

const node = JSON.stringify(process.execPath)
const mark = `require('fs').writeFileSync('ran', '')`
const command = `- {command: [${node}, -e, "${mark}"], as: x, example: {a: from example}}`
const sops = '- {sops: s.yaml, as: x, example: {a: from example}}'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "{{ x.a }}"}\n',
      's.yaml': 'a: ENC[AES256_GCM,data:x]\n',
      'bin/sops': `#!${process.execPath}\n${mark}\n`,
      'profiles/stg_shop.yaml': 'namespace: shop\nvariables: {x: {a: 1}}\n',
      // Nothing listens there.
      kubeconfig: `{apiVersion: v1, kind: Config, current-context: here, users: [{name: u, user: {token: t}}],
  clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}],
  contexts: [{name: here, context: {cluster: c, user: u, namespace: elsewhere}}]}`,
    },
  })
  chmodSync(join(project.folder, 'bin/sops'), 0o755)
})

afterAll(() => project.remove())

beforeEach(() => rmSync(join(project.folder, 'ran'), { force: true }))

const hasRun = () => existsSync(join(project.folder, 'ran'))

/** Runs a command for a profile with these lines, and says whether a program ran for it. */
async function run(args: readonly string[], lines: string, env: Record<string, string> = {}) {
  await project.write({ 'profiles/prod_shop.yaml': `${lines}\n` })
  const path = `${join(project.folder, 'bin')}:${process.env['PATH']}`
  const kubeconfig = join(project.folder, 'kubeconfig')
  const result = await kdeploy(args, { cwd: project.folder, env: { PATH: path, KUBECONFIG: kubeconfig, ...env } })
  return { ...result, hasRun: hasRun() }
}

const profile = ['-p', 'prod_shop']
const needing = [
  ['render', ...profile],
  ['render', '--raw', ...profile],
  ['explain', ...profile],
  ['explain', 'x.a', ...profile],
  ['explain', ...profile, '--against', 'stg_shop'],
  ['explain', '-p', 'stg_shop', '--against', 'prod_shop'],
  ['diff', ...profile],
  ['apply', ...profile, '--yes'],
]

describe('a guard of another place', () => {
  for (const args of needing) {
    test(`stops "${args.join(' ')}" before a program is run or a request is made`, async () => {
      for (const [guard, place] of [
        ['kubeContext: there', 'the kube context there, but this run would use here'],
        ['namespace: there', 'the namespace there, but this run would use shop-1'],
      ]) {
        const lines = 'namespace: shop-{{ num }}\nvariables: {num: 1}\nvariablesFrom:'
        for (const source of [command, sops, '- {secret: db, as: x}', '- {configMap: {selector: a=b}, as: x}']) {
          const { stderr, exitCode, hasRun } = await run(args, `guard: {${guard}}\n${lines}\n${source}`)

          expect(stderr).toContain(`profiles/prod_shop.yaml:1:9: the guard requires ${place}`)
          expect({ exitCode, hasRun }).toEqual({ exitCode: 2, hasRun: false })
        }
      }
    })
  }

  test('counts the namespace of the kube context, where nothing else decides it', async () => {
    const bound = (namespace: string) =>
      run(['render', ...profile], `guard: {namespace: ${namespace}}\nvariablesFrom:\n${command}`)

    expect(await bound('there')).toMatchObject({
      stderr: expect.stringContaining('the namespace there, but this run would use elsewhere'),
      hasRun: false,
    })
    expect(await bound('elsewhere')).toMatchObject({ hasRun: true })
  })

  test.each(['render', 'explain'])('tells %s of --offline, with which its examples are shown', async (name) => {
    const lines = `guard: {kubeContext: there}\nnamespace: shop\nvariablesFrom:\n${command}`

    const refused = await run([name, ...profile], lines)
    const offline = await run([name, ...profile, '--offline'], lines)

    expect(refused.stderr).toContain('--offline runs no programs and reads no live sources')
    expect(offline).toMatchObject({ stderr: '', exitCode: 0, hasRun: false })
    expect(offline.stdout).toContain('from example')
  })

  test('keeps nobody from rendering what needs no program and no live source', async () => {
    const lines = 'guard: {kubeContext: there, cluster: x}\nnamespace: shop\nvariables: {x: {a: 1}}'

    expect(await run(['render', ...profile], lines)).toMatchObject({ stderr: '', exitCode: 0 })
    expect(await run(['explain', ...profile], lines)).toMatchObject({ stderr: '', exitCode: 0 })
  })

  test.each(['status', 'history', 'undo', 'delete'])('stops %s before a request is made', async (name) => {
    const lines = 'guard: {kubeContext: there}\nnamespace: shop'
    const { stderr, exitCode } = await run([name, ...profile], lines)

    expect(stderr).toContain('profiles/prod_shop.yaml:1:9: the guard requires the kube context there')
    expect(exitCode).toBe(2)
  })
})

describe('a guard that can’t be checked', () => {
  for (const name of ['render', 'explain', 'images', 'diff', 'apply']) {
    test(`keeps ${name} from running a program`, async () => {
      const lines = `guard: {cluster: some-uid}\nnamespace: shop\nvariablesFrom:\n${command}`

      const unreachable = await run([name, ...profile], lines)
      const none = await run([name, ...profile], lines, { KUBECONFIG: 'none' })

      // A kubeconfig that isn't there is bad input, as with --kubeconfig; a cluster that isn't is the cluster's.
      expect([unreachable.exitCode, none.exitCode]).toEqual([3, 2])
      for (const { stderr, hasRun } of [unreachable, none]) {
        expect(hasRun).toBe(false)
        if (name === 'diff' || name === 'apply') continue
        expect(stderr).toContain('the guard (profiles/prod_shop.yaml:1:9) is checked before any program runs')
        expect(stderr).toContain('--offline runs no programs and reads no live sources')
      }
      expect(unreachable.stderr).toContain("127.0.0.1:1 can't be reached")
    })
  }
})

describe('--no-commands', () => {
  for (const args of needing) {
    test(`has "${args.join(' ')}" fail with the place of each source that runs a program`, async () => {
      const lines = `namespace: shop\nvariablesFrom:\n${command}\n${sops}`
      for (const [given, env] of [
        [[...args, '--no-commands'], {}],
        [['--no-commands', ...args], {}],
        [args, { KDEPLOY_NO_COMMANDS: '1' }],
      ] as const) {
        // Not even the kubeconfig is read before.
        const { stderr, exitCode, hasRun } = await run(given, lines, { KUBECONFIG: 'none', ...env })

        expect(stderr).toContain('profiles/prod_shop.yaml:3:3: the command source runs a program, which --no-commands')
        expect(stderr).toContain('profiles/prod_shop.yaml:4:3: the sops source runs a program, which --no-commands')
        expect(stderr).toContain('--offline')
        expect({ exitCode, hasRun }).toEqual({ exitCode: 2, hasRun: false })
      }
    })
  }

  // An undo renders what the release doesn't prove.
  test.each(['render', 'diff', 'apply', 'undo', 'explain', 'images'])(
    'is known to the help and the completion of %s',
    async (name) => {
      expect((await kdeploy([name, '--help'])).stdout).toContain('--no-commands')
      expect((await kdeploy(['complete', 'fish', '--', name, '--no-com'])).stdout).toMatch(/^--no-commands\t.*\n$/)
    },
  )

  test.each(['history', 'status', 'validate', 'profiles', 'delete', 'rename'])(
    'is taken by %s, which runs no program, without a word of it in the help',
    async (name) => {
      expect((await kdeploy([name, '--help'])).stdout).not.toContain('--no-commands')
      expect((await kdeploy([name, '--no-commands', '--help'])).exitCode).toBe(0)
    },
  )

  test('lets the examples stand for the sources offline, and pass what runs none', async () => {
    const lines = `namespace: shop\nvariablesFrom:\n${command}`
    const plain = 'namespace: shop\nvariables: {x: {a: 1}}'

    const offline = await run(['render', ...profile, '--offline', '--no-commands'], lines)

    expect(offline.stdout).toContain('from example')
    expect(offline).toMatchObject({ stderr: '', exitCode: 0, hasRun: false })
    expect(await run(['render', ...profile, '--no-commands'], plain)).toMatchObject({ stderr: '', exitCode: 0 })
  })

  test.each(['0', 'false', ''])('isn’t meant by KDEPLOY_NO_COMMANDS=%s, which the option overrules', async (value) => {
    const lines = `namespace: shop\nvariablesFrom:\n${command.replace(mark, `${mark}; console.log('{}')`)}\nvariables: {x: {a: 1}}`
    const env = { KDEPLOY_NO_COMMANDS: value }

    expect(await run(['render', ...profile, '--no-commands'], lines, env)).toMatchObject({ exitCode: 2, hasRun: false })
    expect(await run(['render', ...profile], lines, env)).toMatchObject({ stderr: '', exitCode: 0, hasRun: true })
  })
})

test('without a guard and an option the programs run, so that these tests can fail', async () => {
  for (const source of [command, sops]) {
    for (const args of needing) {
      rmSync(join(project.folder, 'ran'), { force: true })
      const kubeconfig = { KUBECONFIG: join(project.folder, 'kubeconfig') }
      expect(await run(args, `namespace: shop\nvariablesFrom:\n${source}`, kubeconfig)).toMatchObject({ hasRun: true })
    }
  }
})

test('offline, and where profiles are only listed, checked or completed, no program runs', async () => {
  const bare = `namespace: shop\nvariablesFrom:\n- {command: [${node}, -e, "${mark}"], as: x}\n- {sops: s.yaml, as: z}`
  for (const args of [['validate'], ['profiles'], ['complete', 'fish', '--', 'render', '-p', '']]) {
    expect(await run(args, bare)).toMatchObject({ hasRun: false })
  }
  for (const args of [
    ['render', '--offline', ...profile],
    ['explain', '--offline', ...profile],
    ['validate', 'prod_shop'],
  ]) {
    const { stderr, exitCode, hasRun } = await run(args, bare)

    expect(stderr).toContain("profiles/prod_shop.yaml:3:3: the command source can't be read offline")
    expect(stderr).toContain("profiles/prod_shop.yaml:4:3: the sops source can't be read offline")
    expect({ exitCode, hasRun }).toEqual({ exitCode: 2, hasRun: false })
  }
})
