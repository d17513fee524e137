import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { credentialsOf } from '../../../src/cluster/access/credentials.ts'
import type { Environment, KubeTarget } from '../../../src/cluster/access/kube-target.ts'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { Transport, type TransportOptions } from '../../../src/cluster/transport/transport.ts'
import { KdeployError } from '../../../src/errors.ts'
import {
  closedPort,
  type Seen,
  sendJson,
  sendStatus,
  startProxy,
  startServer,
} from '../../support/cluster/local-server.ts'

/** The mechanics of requests over a local HTTP server; what the API server itself does is tested in e2e/cluster/. */

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serve(answer: (response: ServerResponse, number: number, seen: Seen) => void) {
  const server = await startServer(answer)
  closing.push(server.close)
  return server
}

function transport(server: string, options: Partial<TransportOptions> = {}, user = {}): Transport {
  const environment: Environment = {}
  const target: KubeTarget = {
    kubeContext: 'test',
    file: '/home/me/config',
    server,
    namespace: 'default',
    cluster: {},
    userName: 'me',
    user,
  }
  const credentials = credentialsOf(target, { environment, stdinIsTerminal: false })
  const made = new Transport(target, credentials, {
    environment,
    userAgent: 'kdeploy',
    retries: { baseDelay: 1, maxDelay: 5 },
    ...options,
  })
  closing.push(() => made.close())
  return made
}

const get = { method: 'GET', path: '/api' } as const
const post = { method: 'POST', path: '/api', body: {} } as const

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('connections', () => {
  test('one serves all requests in a row', async () => {
    const server = await serve((response) => sendJson(response, {}))
    const client = transport(server.url)
    for (let i = 0; i < 20; i++) await client.json(get)
    expect(server.connections()).toBe(1)
  })

  test('requests at the same time share as many as they are', async () => {
    const server = await serve((response) => setTimeout(() => sendJson(response, {}), 5))
    const client = transport(server.url)
    for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 16 }, () => client.json(get)))
    expect(server.seen).toHaveLength(80)
    expect(server.connections()).toBe(16)
  })

  test("go through the proxy's tunnel, kept alive", async () => {
    const server = await serve((response) => sendJson(response, { ok: true }))
    const proxy = await startProxy()
    closing.push(proxy.close)
    const client = transport(server.url.replace('127.0.0.1', 'localhost'), { environment: {} }, {})
    const proxied = new Transport(
      { ...client.target, cluster: { 'proxy-url': proxy.url } },
      credentialsOf(client.target, { environment: {}, stdinIsTerminal: false }),
      { environment: {}, userAgent: 'kdeploy' },
    )
    closing.push(() => proxied.close())
    expect(await proxied.json(get)).toEqual({ ok: true })
    await proxied.json(get)
    expect(proxy.tunnels).toEqual([new URL(client.target.server).host])
  })

  test('a proxy that refuses is named', async () => {
    const proxy = await startProxy(407)
    closing.push(proxy.close)
    const target: KubeTarget = { ...transport('http://api.example').target, cluster: { 'proxy-url': proxy.url } }
    const client = new Transport(target, credentialsOf(target, { environment: {}, stdinIsTerminal: false }), {
      environment: {},
      userAgent: 'kdeploy',
    })
    closing.push(() => client.close())
    expect(await failure(client.json(get))).toMatchObject({
      code: 'cluster-unreachable',
      message: `the cluster http://api.example can't be reached: the proxy ${proxy.url} refused to connect to api.example:80: 407 Proxy Authentication Required`,
    })
  })

  test("a server's path is kept", async () => {
    const server = await serve((response) => sendJson(response, {}))
    await transport(`${server.url}/k8s/clusters/c-1`).json({
      ...get,
      query: { limit: 5, continue: undefined, labelSelector: 'a=b' },
    })
    expect(server.seen[0]?.url).toBe('/k8s/clusters/c-1/api?limit=5&labelSelector=a%3Db')
  })
})

describe('a server that is away', () => {
  test('is told at once, with what refused', async () => {
    const port = await closedPort()
    const error = await failure(transport(`http://127.0.0.1:${port}`).json(get))
    expect(error).toBeInstanceOf(KdeployError)
    expect(error).toMatchObject({
      code: 'cluster-unreachable',
      category: 'cluster',
      message: `the cluster http://127.0.0.1:${port} can't be reached: connection refused`,
      detail: 'kube context test of /home/me/config',
    })
  })

  test('by a DNS name that is unknown is told so', async () => {
    const error = await failure(transport('http://nowhere.invalid').json(get))
    expect(error).toMatchObject({
      message: expect.stringMatching(/the DNS name nowhere\.invalid was not found|the DNS server gave no answer/),
    })
  })

  test('after it answered before is waited for', async () => {
    const server = await serve((response) => sendJson(response, {}))
    const client = transport(server.url, { retries: { baseDelay: 50, maxDelay: 50 } })
    await client.json(get)
    await server.close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const pending = client.json({ ...post })
    const { port } = new URL(server.url)
    const again = (await import('node:http')).createServer((_request, response) => sendJson(response, { back: true }))
    setTimeout(() => again.listen(Number(port), '127.0.0.1'), 60)
    closing.push(() => again.close())
    expect(await pending).toEqual({ back: true })
    again.closeAllConnections()
  })

  test('that never answers is given up after the time limit', async () => {
    const server = await serve(() => {})
    const error = await failure(transport(server.url, { timeouts: { response: 50 } }).json(get))
    expect(error).toMatchObject({
      code: 'cluster-unreachable',
      message: expect.stringContaining('no response within 0.05 s'),
    })
    expect(server.seen).toHaveLength(1)
  })

  test('that stops in the middle of an answer is given up', async () => {
    const server = await serve((response) => void response.writeHead(200, { 'content-length': '10' }).write('{'))
    const error = await failure(transport(server.url, { timeouts: { idle: 50 } }).json({ ...get, repeatable: false }))
    expect(error).toMatchObject({ message: expect.stringContaining('no response within 0.05 s') })
  })

  test('that answers with a web page is no Kubernetes', async () => {
    const server = await serve((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'))
    expect(await failure(transport(server.url).json(get))).toMatchObject({
      message: `${server.url} does not respond like a Kubernetes API server: it sent text/html`,
    })
  })
})

describe('a request is repeated', () => {
  test('after 429, whatever it is, when Retry-After says', async () => {
    const server = await serve((response, number) =>
      number === 0 ? sendStatus(response, 429, 'slow down', { 'retry-after': '1' }) : sendJson(response, {}),
    )
    const began = performance.now()
    await transport(server.url).json(post)
    expect(server.seen).toHaveLength(2)
    expect(performance.now() - began).toBeGreaterThan(990)
  })

  test('after a reset connection, if repeating it is safe', async () => {
    const server = await serve((response, number) => (number < 2 ? response.destroy() : sendJson(response, {})))
    await transport(server.url).json(get)
    expect(server.seen).toHaveLength(3)
  })

  test('not after a reset connection, where it might be done twice', async () => {
    const server = await serve((response) => response.destroy())
    expect(await failure(transport(server.url).json(post))).toMatchObject({ code: 'cluster-unreachable' })
    expect(server.seen).toHaveLength(1)
  })

  test.each([
    [503, 'the server is currently unable to handle the request'],
    [500, 'etcdserver: leader changed'],
    [504, 'the server was unable to return a response in the time allotted'],
  ])('after %i %s, if repeating it is safe', async (status, message) => {
    const server = await serve((response, number) =>
      number === 0 ? sendStatus(response, status, message) : sendJson(response, {}),
    )
    await transport(server.url).json({ ...post, repeatable: true })
    expect(server.seen).toHaveLength(2)
    const other = await serve((response) => sendStatus(response, status, message))
    expect(await failure(transport(other.url).json(post))).toMatchObject({ status, message })
    expect(other.seen).toHaveLength(1)
  })

  test('not after an invalid manifest that is answered with 500', async () => {
    const message =
      'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.x: field not declared in schema'
    const server = await serve((response) => sendStatus(response, 500, message))
    const error = await failure(transport(server.url).json({ ...post, repeatable: true }))
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 500, message, request: 'POST /api' })
    expect(server.seen).toHaveLength(1)
  })

  test('not after a refusal to try at all, which tells whether an earlier try may have been carried out', async () => {
    const server = await serve((response) => response.destroy())
    const refusing = (tries: number) => ({
      ...post,
      repeatable: true,
      before: async () => {
        if (server.seen.length === tries) throw new Error('not any more')
      },
    })
    expect(await failure(transport(server.url).json(refusing(0)))).toMatchObject({ message: 'not any more' })
    expect(server.seen).toHaveLength(0)
    expect(await failure(transport(server.url).json(refusing(1)))).toMatchObject({ code: 'cluster-unreachable' })
    expect(server.seen).toHaveLength(1)
  })

  test('only so often', async () => {
    const server = await serve((response) => sendStatus(response, 503, 'away'))
    expect(await failure(transport(server.url, { retries: { retries: 3, baseDelay: 1 } }).json(get))).toMatchObject({
      status: 503,
    })
    expect(server.seen).toHaveLength(4)
  })

  test('not where Retry-After is longer than anybody waits', async () => {
    const server = await serve((response) => sendStatus(response, 429, 'later', { 'retry-after': '3600' }))
    expect(await failure(transport(server.url).json(get))).toMatchObject({ status: 429, retryAfter: 3600 })
  })

  test('no more once its signal aborts', async () => {
    const server = await serve((response) => sendStatus(response, 429, 'slow down', { 'retry-after': '30' }))
    const stop = new AbortController()
    const pending = failure(transport(server.url).json({ ...get, signal: stop.signal }))
    setTimeout(() => stop.abort(), 50)
    expect(await pending).toMatchObject({ name: 'AbortError' })
  })
})

test('warnings are handed on, each once', async () => {
  const warnings: string[] = []
  const server = await serve((response) =>
    sendJson(response, {}, 200, { warning: '299 - "v1beta1 is deprecated; use \\"v1\\"", 299 - "other"' }),
  )
  const client = transport(server.url, { onWarning: (text) => warnings.push(text) })
  await client.json(get)
  await client.json(get)
  expect(warnings).toEqual(['v1beta1 is deprecated; use "v1"', 'other'])
})
