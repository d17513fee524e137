import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { connectCluster } from '../../../src/cluster/connect.ts'
import { closedPort, sendJson, sendStatus, startServer } from '../../support/cluster/local-server.ts'

/** What the mechanics tell over a local HTTP server; a whole run on the API server is e2e/output/verbose.test.ts. */

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-trace-'))
afterAll(() => rmSync(folder, { recursive: true }))
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A cluster of a server, the lines that it tells, and what it learned to be secret. */
async function connect(server: string, user: object = {}, more: object = {}) {
  const path = join(folder, 'config')
  const config = {
    'current-context': 'prod',
    clusters: [{ name: 'c', cluster: { server, ...more } }],
    users: [{ name: 'me', user }],
    contexts: [{ name: 'prod', context: { cluster: 'c', user: 'me', namespace: 'shop' } }],
  }
  writeFileSync(path, JSON.stringify(config))
  const lines: string[] = []
  const learned: string[] = []
  const cluster = await connectCluster({
    kubeconfig: path,
    environment: { PATH: process.env['PATH'] },
    cwd: folder,
    retries: { baseDelay: 1, maxDelay: 5 },
    trace: (line) => lines.push(line.replaceAll(/\d+ ms/g, 'N ms')),
    registerSecrets: (values) => learned.push(...values),
  })
  closing.push(() => cluster.close())
  return { cluster, lines, learned, path }
}

const ask = (cluster: Cluster) => cluster.resourceOf({ group: '', kind: 'Pod' }).catch(() => undefined)

describe('the trace', () => {
  test('tells the kubeconfig, the kube context, the server and the kind of credentials', async () => {
    const { lines, path } = await connect('https://user:pass-word@api.example', { token: 'abc-secret', as: 'jane' })

    expect(lines).toEqual([
      `kubeconfig: ${path}`,
      'kube context prod: server https://api.example, user me by token, as jane, namespace shop',
    ])
  })

  test.each([
    [{ tokenFile: '/gone' }, 'token file /gone'],
    [{ username: 'me', password: 'secret' }, 'username and password'],
    [{ exec: { command: 'aws', apiVersion: 'v1' } }, 'exec plugin aws'],
    [{ 'auth-provider': { name: 'oidc' } }, 'auth-provider oidc'],
    [{ 'client-certificate-data': 'YQ==', 'client-key-data': 'YQ==' }, 'client certificate'],
    [{}, 'nothing'],
  ])('names the credentials of %j', async (user, kind) => {
    expect((await connect('https://api.example', user)).lines[1]).toContain(`user me by ${kind}, namespace`)
  })

  test('tells each request with its path and query, its status and how long it took, and nothing it sent', async () => {
    const server = await startServer((response) => sendStatus(response, 403, 'Forbidden'))
    closing.push(server.close)
    const { cluster, lines } = await connect(server.url)

    await cluster.logs({ namespace: 'shop', name: 'web-0' }, { tailLines: 5 }).catch(() => '')

    expect(lines.slice(2)).toEqual([
      'GET /api/v1/namespaces/shop/pods/web-0/log?tailLines=5&limitBytes=1048576: 403, N ms',
    ])
  })

  test('tells why a request is tried again', async () => {
    const server = await startServer((response, number) =>
      number < 2 ? sendStatus(response, 503, 'ServiceUnavailable') : sendJson(response, { kind: 'APIVersions' }),
    )
    closing.push(server.close)
    const { cluster, lines } = await connect(server.url)

    await cluster.logs({ namespace: 'shop', name: 'web-0' }, {})

    const path = 'GET /api/v1/namespaces/shop/pods/web-0/log?limitBytes=1048576'
    const bare = 'GET /api/v1/namespaces/shop/pods/web-0/log'
    expect(lines.slice(2)).toEqual([
      `${path}: 503, N ms`,
      `${bare}: trying again in N ms, because of 503`,
      `${path}: 503, N ms`,
      `${bare}: trying again in N ms, because of 503`,
      `${path}: 200, N ms`,
    ])
  })

  test('tells why no answer came', async () => {
    const { cluster, lines } = await connect(`http://127.0.0.1:${await closedPort()}`)

    await ask(cluster)

    expect(lines).toContain('GET /api: ECONNREFUSED, N ms')
  })
})

describe('what must never be shown is learned', () => {
  const pair = Buffer.from('me:pass-word').toString('base64')
  const key = Buffer.from('-----BEGIN KEY-----\nabcdef\n-----END KEY-----\n').toString('base64')
  const answer = { apiVersion: 'v1', kind: 'ExecCredential', status: { token: 'from-plugin' } }
  const exec = { apiVersion: 'v1', command: process.execPath, args: ['-p', `'${JSON.stringify(answer)}'`] }
  test.each([
    ['a token', { token: 'abc-secret' }, ['abc-secret']],
    ['a password, and how it is sent', { username: 'me', password: 'pass-word' }, ['pass-word', pair]],
    ['a token file', { tokenFile: join(folder, 'token') }, ['from-file']],
    ["an exec plugin's answer", { exec }, ['from-plugin']],
    [
      "an exec plugin's secret environment",
      { exec: { ...exec, env: [{ name: 'SECRET_KEY', value: 'env-secret' }] } },
      ['env-secret'],
    ],
    ['a private key', { 'client-certificate-data': key, 'client-key-data': key }, [key]],
    [
      "a provider's refresh token",
      { 'auth-provider': { name: 'oidc', config: { 'refresh-token': 'refresh-me' } } },
      ['refresh-me'],
    ],
  ])('%s', async (_, user, secrets) => {
    writeFileSync(join(folder, 'token'), 'from-file\n')
    const { cluster, learned } = await connect(`https://127.0.0.1:${await closedPort()}`, user)

    await ask(cluster)

    expect(learned).toEqual(expect.arrayContaining(secrets))
  })

  test("a proxy's and a server's password, also decoded", async () => {
    const { learned } = await connect('https://u:ser%2Fver@api.example', {}, { 'proxy-url': 'http://u:pro%40xy@proxy' })

    expect(learned).toEqual(['ser%2Fver', 'ser/ver', 'pro%40xy', 'pro@xy'])
  })
})
