import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { beforeAll, beforeEach, describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { startProxy } from '../../support/cluster/local-server.ts'
import { startMutualTlsServer } from '../../support/cluster/mutual-tls-server.ts'
import { startSocksProxy } from '../../support/cluster/socks-proxy.ts'
import { type ProgramOptions, type RunningProgram, runProgram, startProgram } from '../../support/program.ts'
import { createProject, repository } from '../../support/projects/project.ts'
import { createShop } from '../../support/projects/shop.ts'
import { buildBinary } from '../../support/standalone-binary.ts'

let binary = ''
beforeAll(async () => {
  binary = await buildBinary()
}, 120_000)
beforeEach(({ skip }) => {
  if (!binary.includes('/')) skip(binary)
})

const own = { PATH: process.env['PATH'], HOME: '/nonexistent' }

function start(args: readonly string[], options: ProgramOptions = {}): RunningProgram {
  return startProgram(binary, args, { ...options, env: { ...own, ...options.env } })
}
const run = (args: readonly string[], options: ProgramOptions = {}) => start(args, options).result

type Part = Readonly<Record<string, unknown>>

/** The path of the test's kubeconfig with something changed in its only cluster or user. */
async function changed(cluster: Cluster, change: { cluster?: Part; user?: Part }): Promise<string> {
  const config = load(readFileSync(cluster.kubeconfig, 'utf8')) as Record<string, Record<string, object>[]>
  for (const { cluster: entry } of config['clusters'] ?? []) Object.assign(entry ?? {}, change.cluster)
  for (const one of config['users'] ?? []) if (change.user !== undefined) Object.assign(one, { user: change.user })
  const { folder } = await cluster.createProject({ files: { 'changed.yaml': JSON.stringify(config) } })
  return join(folder, 'changed.yaml')
}

async function historyWith(cluster: Cluster, change: { cluster?: Part; user?: Part }) {
  const shop = await createShop(cluster)
  const KUBECONFIG = await changed(cluster, change)
  return run(['history', '-p', 'prod_shop'], { cwd: shop.folder, env: { KUBECONFIG } })
}

const none = { exitCode: 0, stderr: expect.stringContaining(' has no revision') }

describe('the standalone binary', () => {
  test('applies, waits, shows a difference, undoes and deletes', async ({ cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '1s', files: { '.env': 'PROFILE=prod_other\n' } })
    const options = { cwd: shop.folder, env: { KUBECONFIG: cluster.kubeconfig } }
    const kdeploy = (...args: string[]) => run([...args, '-p', 'prod_shop'], options)

    const first = await kdeploy('apply')
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^ready +Deployment \S+web: 1 replica/m) })
    expect(await kdeploy('diff', '--set', 'greeting=bye')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^-greeting: hello\n\+greeting: bye$/m),
    })
    expect((await kdeploy('apply', '--set', 'greeting=bye')).exitCode).toBe(0)
    expect((await kdeploy('undo')).exitCode).toBe(0)
    expect((await cluster.get<{ data: Part }>('configmap', 'shop')).data).toEqual({ greeting: 'hello' })
    expect((await kdeploy('delete', '--yes')).exitCode).toBe(0)
  })

  test('ends in order at a signal, with the lock released', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    const apply = start(['apply', '-p', 'prod_shop'], { cwd: shop.folder, env: { KUBECONFIG: cluster.kubeconfig } })
    await cluster.waitFor('the wait', async () => /^waiting .*web/m.test(apply.output()))

    apply.child.kill('SIGTERM')

    expect(await apply.result).toMatchObject({ exitCode: 143 })
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })

  test('makes a project of the library that it holds, in a folder where nothing else is', async ({ cluster }) => {
    const { folder } = await cluster.createProject({ files: {} })
    const options = { cwd: folder, env: { KUBECONFIG: cluster.kubeconfig } }
    const { namespace } = cluster
    const init = await run(['init', 'shop', '--yes', '--template', 'web', '--namespace', namespace], options)
    expect(init).toMatchObject({ exitCode: 0 })
    const project = { ...options, cwd: join(folder, 'shop') }

    const validate = await run(['validate'], project)

    expect(validate).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(folder, 'shop/templates/web.yaml'), 'utf8')).toBe(
      readFileSync(join(repository, 'templates/web.yaml'), 'utf8'),
    )
  })
})

describe("the standalone binary's connection", () => {
  test('to a server of an unknown authority is refused in words', async ({ cluster }) => {
    const refused = await historyWith(cluster, { cluster: { 'certificate-authority-data': '' } })
    expect(refused).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("the server's certificate is signed by an unknown authority"),
    })
  })

  test("isn't checked with insecure-skip-tls-verify", async ({ cluster }) => {
    const change = { 'certificate-authority-data': '', 'insecure-skip-tls-verify': true }
    expect(await historyWith(cluster, { cluster: change })).toMatchObject(none)
  })

  test('holds the certificate to tls-server-name', async ({ cluster }) => {
    const named = (name: string) => historyWith(cluster, { cluster: { 'tls-server-name': name } })
    expect(await named('kubernetes.default.svc')).toMatchObject(none)
    expect(await named('other.example.com')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('other.example.com'),
    })
  })

  test('logs in by a client certificate, and names the server in its greeting', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const server = await startMutualTlsServer('api.example.com', 'deployer')
    try {
      const { folder } = await cluster.createProject({
        files: {
          kubeconfig: JSON.stringify({
            clusters: [{ name: 'a', cluster: { ...server.cluster, 'tls-server-name': 'api.example.com' } }],
            users: [{ name: 'a', user: server.user }],
            contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
            'current-context': 'a',
          }),
        },
      })
      const env = { KUBECONFIG: join(folder, 'kubeconfig') }
      const { exitCode, stderr } = await run(['history', '-p', 'prod_shop'], { cwd: shop.folder, env })

      expect({ exitCode, stderr }).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('GET /api: ') })
      expect(server.seen()).toEqual(['deployer at api.example.com'])
    } finally {
      await server.close()
    }
  })

  test('has its token from an exec plugin', async ({ cluster }) => {
    const config = load(readFileSync(cluster.kubeconfig, 'utf8')) as { users: { user: { token: string } }[] }
    const status = { token: config.users[0]?.user.token }
    const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }
    const { apiVersion } = credential
    const script = 'test -n "$KUBERNETES_EXEC_INFO" && printf %s "$CREDENTIAL"'
    const env = [{ name: 'CREDENTIAL', value: JSON.stringify(credential) }]
    const exec = { apiVersion, command: 'sh', args: ['-c', script], env, interactiveMode: 'Never' }
    expect(await historyWith(cluster, { user: { exec } })).toMatchObject(none)
    const failing = { ...exec, args: ['-c', 'echo no session >&2; exit 3'] }
    expect(await historyWith(cluster, { user: { exec: failing } })).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('no session'),
    })
  })

  test("goes through the cluster's proxies, with TLS inside", async ({ cluster }) => {
    const [http, socks] = [await startProxy(), await startSocksProxy({ login: 'me:swordfish' })]
    try {
      for (const url of [http.url, socks.url.replace('//', '//me:swordfish@')])
        expect(await historyWith(cluster, { cluster: { 'proxy-url': url } })).toMatchObject(none)
      expect(http.tunnels.length).toBeGreaterThan(0)
      expect(socks.asked.length).toBeGreaterThan(0)
    } finally {
      await Promise.all([http.close(), socks.close()])
    }
  })
})

describe('the runtime of the standalone binary', () => {
  test('renders the goldens of Jinja2, and reads those of YAML, as Node does', () => {
    const tests = ['./test/template/golden.test.ts', './test/yaml/golden.test.ts', './test/masking/forms.test.ts']
    // The binary as its own runtime, whose test runner knows vitest's words.
    const options = { cwd: repository, env: { ...own, BUN_BE_BUN: '1' }, encoding: 'utf8', stdio: 'pipe' } as const
    const result = execFileSync(binary, ['test', '--timeout', '60000', '--only-failures', ...tests], options)
    expect(result).not.toContain('(fail)')
  }, 120_000)

  test('runs nothing that a checkout names', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'kdeploy-ran-'))
    const ran = join(outside, 'ran')
    const preload = `require('node:fs').writeFileSync(${JSON.stringify(ran)}, process.env.PROFILE ?? '')`
    const files = {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': '',
      'templates/a.yaml': '',
      'evil.js': preload,
      'bunfig.toml': 'preload = ["./evil.js"]\n',
      '.env': 'PROFILE=prod_other\nKDEPLOY_PROFILE=prod_other\n',
      'tsconfig.json': '{"compilerOptions": {"paths": {"*": ["./evil.js"]}}}',
      'package.json': '{"name": "kdeploy", "main": "evil.js", "bun": {"preload": "./evil.js"}}',
    }
    const project = await createProject({ files })
    try {
      expect(await run(['profiles'], { cwd: project.folder })).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^prod_shop /m),
      })
      const render = await run(['render', '--offline'], { cwd: project.folder })
      expect(render.stderr).toMatch(/PROFILE|profile/)
      expect(render.exitCode).toBe(2)
      expect(() => readFileSync(ran)).toThrow('ENOENT')
    } finally {
      await project.remove()
      rmSync(outside, { recursive: true })
    }
  })

  test('prints the licences of all that the binary holds', async () => {
    const { stdout, stderr, exitCode } = await run(['--licenses'])

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    for (const name of ['kdeploy (MIT)', 'Bun 1.', 'LESSER GENERAL PUBLIC LICENSE', 'commander 14', 'JavaScriptCore'])
      expect(stdout).toContain(name)
    expect((await runProgram('sh', ['-c', `'${binary}' --licenses | head -1`], { env: own })).stderr).toBe('')
  })
})
