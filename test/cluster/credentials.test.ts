import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { credentialsOf } from '../../src/cluster/credentials.ts'
import type { KubeTarget } from '../../src/cluster/kube-target.ts'
import type { JsonObject } from '../../src/manifest/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-credentials-'))
afterAll(() => rmSync(folder, { recursive: true }))

let now = 0
const environment = { PATH: process.env['PATH'] }

function source(user: JsonObject, cluster: JsonObject = {}, server = 'https://api.example') {
  const target: KubeTarget = {
    kubeContext: 'prod',
    file: join(folder, 'config'),
    server,
    namespace: 'default',
    cluster,
    userName: 'me',
    user,
  }
  return credentialsOf(target, { environment, stdinIsTerminal: false, now: () => now })
}

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

  test("that can't be read is an error that names it", async () => {
    await expect(source({ tokenFile: join(folder, 'gone') }).current()).rejects.toMatchObject({
      code: 'kubeconfig-invalid',
      message: expect.stringContaining('gone'),
    })
  })
})

/** A plugin that notes what it was asked in a file and answers with the number of its run. */
describe('an exec plugin', () => {
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
        new RegExp(`The credential plugin .* of the user "me" \\(kube context "prod"\\) ${message}`),
      ),
    })
  })
})
