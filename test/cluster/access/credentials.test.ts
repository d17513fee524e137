import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { credentialsOf } from '../../../src/cluster/access/credentials.ts'
import type { KubeTarget } from '../../../src/cluster/access/kube-target.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-credentials-'))
afterAll(() => rmSync(folder, { recursive: true }))

let now = 0
const environment = { PATH: process.env['PATH'] }

function targetOf(user: JsonObject, cluster: JsonObject = {}, server = 'https://api.example'): KubeTarget {
  return {
    kubeContext: 'prod',
    file: join(folder, 'config'),
    server,
    namespace: 'default',
    cluster,
    userName: 'me',
    user,
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function source(user: JsonObject, cluster?: JsonObject, server?: string) {
  return credentialsOf(targetOf(user, cluster, server), {
    environment,
    stdinIsTerminal: false,
    wallClock: () => now,
    monotonicClock: () => now,
  })
}

test('what to check a refused token with reaches the same cluster', () => {
  const hintOf = (target: KubeTarget) => credentialsOf(target, { environment, stdinIsTerminal: false }).loginHint
  const target = targetOf({ token: 'abc' })
  expect(hintOf(target)).toContain('`kubectl --context prod auth whoami`')
  expect(hintOf({ ...target, kubeconfig: 'my config' })).toContain(
    "`kubectl --kubeconfig 'my config' --context prod auth whoami`",
  )
})

describe('a request', () => {
  test('carries the token', async () => {
    expect((await source({ token: 'abc' }).current()).headers).toEqual({ authorization: 'Bearer abc' })
  })

  test('carries user name and password', async () => {
    const expected = `Basic ${Buffer.from('me:pass').toString('base64')}`
    expect((await source({ username: 'me', password: 'pass' }).current()).headers).toEqual({ authorization: expected })
  })

  test('carries a client certificate, whose data wins over its file', async () => {
    const data = Buffer.from('CERT').toString('base64')
    writeFileSync(join(folder, 'key'), 'KEY')
    const user = { 'client-certificate': '/gone', 'client-certificate-data': data, 'client-key': join(folder, 'key') }
    const { certificate, key } = await source(user).current()
    expect([String(certificate), String(key)]).toEqual(['CERT', 'KEY'])
  })

  test('carries the id token of the legacy auth provider oidc', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const idToken = `${part({ alg: 'none' })}.${part({ exp: 32_503_680_000 })}.signature`
    const user = {
      'auth-provider': { name: 'oidc', config: { 'id-token': idToken, 'client-id': 'kdeploy' } },
      as: 'jane',
    }
    expect((await source(user).current()).headers).toEqual({
      authorization: `Bearer ${idToken}`,
      'impersonate-user': 'jane',
    })
  })

  test('over plain HTTP carries no secret', async () => {
    const user = { token: 'abc', 'client-certificate': '/gone', as: 'jane' }
    expect(await source(user, {}, 'http://localhost:8001').current()).toEqual({
      headers: { 'impersonate-user': 'jane' },
    })
  })

  test('impersonates a user with uid, groups and extra', async () => {
    const user = {
      token: 'abc',
      as: 'jane',
      'as-uid': '17',
      'as-groups': ['dev', 'ops'],
      'as-user-extra': { 'example.com/Scopes': ['view', 'edit'] },
    }
    expect((await source(user).current()).headers).toEqual({
      authorization: 'Bearer abc',
      'impersonate-user': 'jane',
      'impersonate-uid': '17',
      'impersonate-group': ['dev', 'ops'],
      'impersonate-extra-example.com%2fscopes': ['view', 'edit'],
    })
  })
})

describe('a token file', () => {
  const tokenFile = join(folder, 'token')

  test('wins over the token, is read again after a minute, and after a 401 at once', async () => {
    writeFileSync(tokenFile, 'one\n')
    const credentials = source({ token: 'old', tokenFile })
    const first = await credentials.current()
    expect(first.headers['authorization']).toBe('Bearer one')
    expect(await credentials.renew(first)).toBe(false)

    writeFileSync(tokenFile, 'two\n')
    const same = await credentials.current()
    expect(same.headers['authorization']).toBe('Bearer one')
    expect(await credentials.renew(same)).toBe(true)
    expect((await credentials.current()).headers['authorization']).toBe('Bearer two')

    writeFileSync(tokenFile, 'three\n')
    now += 61_000
    expect((await credentials.current()).headers['authorization']).toBe('Bearer three')
  })

  test('that holds a line break in its token is refused, without showing it', async () => {
    writeFileSync(tokenFile, 'one\ntwo\n')
    const error = await source({ tokenFile })
      .current()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'kubeconfig-invalid',
      message: expect.stringContaining('has a token with a line break or control character for the user "me"'),
    })
  })

  test("that can't be read is an error that names it", async () => {
    await expect(source({ tokenFile: join(folder, 'gone') }).current()).rejects.toMatchObject({
      code: 'kubeconfig-invalid',
      message: expect.stringContaining('gone'),
    })
  })
})

/** A plugin that notes what it was asked in a file and answers with the number of its run. */
describe('an exec plugin', () => {
  const alone = { environment, stdinIsTerminal: false }
  const plugin = join(folder, 'login.mjs')
  const asked = join(folder, 'asked')
  const apiVersion = 'client.authentication.k8s.io/v1'
  const runs = (): JsonObject[] =>
    readFileSync(asked, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))

  function exec(status: string, more: JsonObject = {}): JsonObject {
    writeFileSync(
      plugin,
      `#!${process.execPath}
import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(asked)}, JSON.stringify({ info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), team: process.env.TEAM }) + '\\n')
const run = readFileSync(${JSON.stringify(asked)}, 'utf8').split('\\n').length - 1
console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: '${apiVersion}', status: ${status} }))
`,
    )
    chmodSync(plugin, 0o755)
    return { exec: { apiVersion, command: plugin, interactiveMode: 'IfAvailable', ...more } }
  }
  /** A plugin that runs some JavaScript; `answer` makes an ExecCredential of its status. */
  function script(body: string): JsonObject {
    const text = `#!${process.execPath}
import { writeFileSync } from 'node:fs'
const answer = (status) => JSON.stringify({ kind: 'ExecCredential', apiVersion: '${apiVersion}', status })
${body}
`
    writeFileSync(plugin, text)
    chmodSync(plugin, 0o755)
    return { exec: { apiVersion, command: plugin } }
  }
  beforeEach(() => writeFileSync(asked, ''))

  test('is asked once, by KUBERNETES_EXEC_INFO and its own variables', async () => {
    const user = exec("{ token: 'run-' + run }", { provideClusterInfo: true, env: [{ name: 'TEAM', value: 'a' }] })
    const credentials = source(user, {
      'certificate-authority-data': 'Q0E=',
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }],
    })
    const all = await Promise.all([credentials.current(), credentials.current()])
    expect(all.map(({ headers }) => headers['authorization'])).toEqual(['Bearer run-1', 'Bearer run-1'])
    const cluster = { server: 'https://api.example', 'certificate-authority-data': 'Q0E=', config: { audience: 'x' } }
    expect(runs()).toEqual([
      { info: { kind: 'ExecCredential', apiVersion, spec: { interactive: false, cluster } }, team: 'a' },
    ])
  })

  test('is asked again when its credential expires, and once after several 401', async () => {
    const credentials = source(
      exec(`{ token: 'run-' + run, expirationTimestamp: new Date(${now} + 60_000).toISOString() }`),
    )
    const first = await credentials.current()
    now += 59_000
    expect(await credentials.current()).toBe(first)
    expect(await Promise.all([credentials.renew(first), credentials.renew(first)])).toEqual([true, true])
    expect(runs()).toHaveLength(2)
    now += 2_000
    expect((await credentials.current()).headers['authorization']).toBe('Bearer run-3')
  })

  test('may answer with a client certificate', async () => {
    const credentials = source(exec("{ clientCertificateData: 'CERT', clientKeyData: 'KEY' }"))
    expect(await credentials.current()).toEqual({ headers: {}, certificate: 'CERT', key: 'KEY' })
  })

  test("isn't asked where the kubeconfig has a token", async () => {
    expect((await source({ token: 'abc', ...exec('{}') }).current()).headers['authorization']).toBe('Bearer abc')
    expect(runs()).toEqual([])
  })

  test('that has expired by a wall clock that is ahead is not asked for every request', async () => {
    const credentials = source(
      exec(`{ token: 'run-' + run, expirationTimestamp: new Date(${now} - 3_600_000).toISOString() }`),
    )
    for (let request = 0; request < 5; request++) await credentials.current()
    expect(runs()).toHaveLength(1)
    now += 11_000
    await credentials.current()
    expect(runs()).toHaveLength(2)
  })

  test('is held for as long as its credential lasts, however the wall clock is set meanwhile', async () => {
    let wall = 0
    const target = targetOf(exec(`{ token: 'run-' + run, expirationTimestamp: new Date(60_000).toISOString() }`))
    const clocks = { wallClock: () => wall, monotonicClock: () => now }
    const credentials = credentialsOf(target, { environment, stdinIsTerminal: false, ...clocks })
    await credentials.current()
    wall += 3_600_000
    await credentials.current()
    expect(runs()).toHaveLength(1)
    wall -= 7_200_000
    now += 61_000
    await credentials.current()
    expect(runs()).toHaveLength(2)
  })

  test('says to people what it has to say, without a terminal, and never its credential', async () => {
    const told: string[] = []
    const user = script("console.error('cached token used'); console.log(answer({ token: 'secret-token' }))")
    await credentialsOf(targetOf(user), { ...alone, onMessage: (text) => told.push(text) }).current()
    expect(told).toEqual([`credential plugin ${plugin}: cached token used`])
  })

  test('that fails is told with the end of what it said', async () => {
    const lines = "for (let i = 1; i <= 30; i++) console.error('line ' + i); process.exitCode = 4"
    const error = await credentialsOf(targetOf(script(lines)), alone)
      .current()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      message: expect.stringContaining('failed with exit code 4'),
      detail: Array.from({ length: 10 }, (_, index) => `line ${index + 21}`).join('\n'),
    })
  })

  describe('is stopped, with all that it started,', { timeout: 60_000 }, () => {
    const stubborn = `
      import { spawn } from 'node:child_process'
      process.on('SIGTERM', () => {})
      const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'inherit' })
      writeFileSync(${JSON.stringify(asked)}, process.pid + ' ' + child.pid)
    `
    const pids = () => readFileSync(asked, 'utf8').split(' ').filter(Boolean).map(Number)
    const areGone = () => expect.poll(() => pids().filter(isRunning), { timeout: 30_000 }).toEqual([])

    test('when it takes too long', async () => {
      const user = script(`${stubborn}; setInterval(() => {}, 1000)`)
      const error = await credentialsOf(targetOf(user), { ...alone, timeout: 2000 })
        .current()
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'credential-plugin-failed',
        message: `the credential plugin ${plugin} of the user "me" (kube context "prod") took longer than 2 s and was stopped`,
      })
      await areGone()
    })

    test('when the run is interrupted', async () => {
      const interruption = new AbortController()
      const user = script(`${stubborn}; setInterval(() => {}, 1000)`)
      const pending = credentialsOf(targetOf(user), { ...alone, interrupted: interruption.signal }).current()
      const failing = expect(pending).rejects.toMatchObject({ message: expect.stringContaining('was interrupted') })
      await expect.poll(() => pids().length, { timeout: 30_000 }).toBe(2)
      interruption.abort('SIGINT')
      await failing
      await areGone()
    })

    for (const stream of ['stdout', 'stderr']) {
      test(`when it prints without end on ${stream}`, async () => {
        const user = script(`${stubborn}; const go = () => process.${stream}.write('x'.repeat(65536), go); go()`)
        await expect(credentialsOf(targetOf(user), alone).current()).rejects.toMatchObject({
          code: 'credential-plugin-failed',
          message: expect.stringContaining('printed more than 1 MiB and was stopped'),
        })
        await areGone()
      })
    }

    test('when it ended, and left a child that holds its output', async () => {
      const user = script(`${stubborn}; process.stdout.write(answer({ token: 'abc' }), () => process.exit(0))`)
      const { headers } = await credentialsOf(targetOf(user), alone).current()
      expect(headers['authorization']).toBe('Bearer abc')
      await areGone()
    })
  })

  test.each<[string, string, string]>([
    ['nothing', "''", 'did not print an ExecCredential as JSON'],
    ['garbage', "'\\u0000{' + 'x'.repeat(100)", 'did not print an ExecCredential as JSON'],
    ['something behind it', "answer({ token: 'x' }) + 'x'", 'did not print an ExecCredential as JSON'],
    ['a list', "'[1]'", 'did not print an ExecCredential with a status'],
    [
      'an apiVersion nested deeply',
      `'{"kind":"ExecCredential","status":{},"apiVersion":' + '['.repeat(1e5) + ']'.repeat(1e5) + '}'`,
      'answered with another apiVersion where',
    ],
    [
      'a token with a line break',
      "answer({ token: 'ab\\ncd: ef' })",
      'printed a token with a line break or control character',
    ],
    [
      'a token with an escape',
      "answer({ token: 'ab\\u001b[2J' })",
      'printed a token with a line break or control character',
    ],
    [
      'a time that is none',
      "answer({ token: 'x', expirationTimestamp: 'tomorrow' })",
      'printed an expirationTimestamp that is not a time',
    ],
    [
      'a time that no calendar has',
      "answer({ token: 'x', expirationTimestamp: '2026-99-99T00:00:00Z' })",
      'printed an expirationTimestamp that is not a time',
    ],
  ])('that prints %s is an error that names it, and shows nothing of it', async (_what, printed, message) => {
    const error = await credentialsOf(targetOf(script(`process.stdout.write(${printed})`)), alone)
      .current()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'credential-plugin-failed',
      category: 'cluster',
      message: expect.stringContaining(
        `the credential plugin ${plugin} of the user "me" (kube context "prod") ${message}`,
      ),
    })
    expect(String(error)).not.toMatch(/ab|xxx/)
  })

  test.each<[string, JsonObject, string]>([
    ['is not installed', { command: '/nowhere/login', installHint: 'Get it from example.com' }, 'is not installed'],
    ['needs a terminal', { interactiveMode: 'Always' }, 'needs a terminal to log in'],
    ['fails', { args: ['--boom'], command: 'false' }, 'failed with exit code 1'],
    [
      'speaks another version',
      { apiVersion: 'client.authentication.k8s.io/v1beta1' },
      'answered with client.authentication.k8s.io/v1 where',
    ],
  ])('that %s is an error that names user and kube context', async (_what, more, message) => {
    await expect(source(exec("{ token: 'x' }", more)).current()).rejects.toMatchObject({
      code: 'credential-plugin-failed',
      category: 'cluster',
      message: expect.stringMatching(
        new RegExp(`the credential plugin .* of the user "me" \\(kube context "prod"\\) ${message}`),
      ),
    })
  })
})
