import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { RetryPolicy } from '../../../src/cluster/transport/retry.ts'
import { Transport, type TransportOptions } from '../../../src/cluster/transport/transport.ts'
import { type LocalServer, sendJson, sendStatus, startServer } from '../../support/cluster/local-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serve(answer: (response: ServerResponse, number: number) => void): Promise<LocalServer> {
  const server = await startServer(answer)
  closing.push(server.close)
  return server
}

function transportTo(server: string, options: Partial<TransportOptions> = {}): Transport {
  const target = {
    kubeContext: 'test',
    file: '/home/me/config',
    server,
    namespace: 'default',
    cluster: {},
    userName: '',
    user: {},
  }
  const credentials = {
    current: async () => ({ headers: {}, certificate: undefined, key: undefined }),
    renew: async () => false,
    kind: 'nothing',
    loginHint: '',
  }
  const transport = new Transport(target, credentials, { environment: {}, userAgent: 'kdeploy', ...options })
  closing.push(() => transport.close())
  return transport
}

const get = { method: 'GET', path: '/api' } as const

/** Writes a byte of the answer every few milliseconds, for ever. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 5)
  response.on('close', () => clearInterval(timer))
}

describe('an answer that drips', () => {
  test('is given up after the time for all of it, though it was never silent, and not asked for again', async () => {
    const server = await serve((response, number) => (number === 0 ? sendJson(response, {}) : drip(response)))
    const transport = transportTo(server.url, { timeouts: { idle: 60_000, whole: 300 } })
    await transport.json(get)

    await expect(transport.json(get)).rejects.toMatchObject({
      code: 'cluster-unreachable',
      message: expect.stringContaining("can't be reached: no end of the answer within 0.3 s"),
    })

    expect(server.seen).toHaveLength(2)
  })

  test('as an error, too', async () => {
    const server = await serve((response) => {
      response.statusCode = 500
      drip(response)
    })
    const transport = transportTo(server.url, { timeouts: { idle: 60_000, whole: 300 } })
    await expect(transport.request(get)).rejects.toMatchObject({ code: 'cluster-unreachable' })
  })
})

describe('Retry-After', () => {
  const retries: Partial<RetryPolicy> = { baseDelay: 1, maxDelay: 1, maxRetryAfter: 500 }
  const busyThen = (header: string, headers = {}) =>
    serve((response, number) =>
      number === 0
        ? sendStatus(response, 429, 'slow down', { 'retry-after': header, ...headers })
        : sendJson(response, { ok: true }),
    )

  for (const header of ['-5', 'soon', '', '1e9', 'Infinity', '0x10', 'Thu, 01 Jan 1970 00:00:00 GMT', '9'.repeat(400)])
    test(`of ${header.length > 40 ? 'a number with 400 digits' : JSON.stringify(header)} is no reason to wait`, async () => {
      const server = await busyThen(header)
      expect(await transportTo(server.url, { retries }).json(get)).toEqual({ ok: true })
    })

  for (const header of ['31536000', 'Sat, 01 Jan 2050 00:00:00 GMT'])
    test(`of ${header} is not waited for, and stands in the error`, async () => {
      const server = await busyThen(header)
      await expect(transportTo(server.url, { retries }).json(get)).rejects.toMatchObject({
        status: 429,
        retryAfter: expect.toSatisfy((seconds: number) => seconds >= 31_536_000),
      })
      expect(server.seen).toHaveLength(1)
    })

  test("counts a date from the answer's own, not from this machine's clock", async () => {
    const server = await busyThen('Sat, 01 Jan 2050 00:00:00 GMT', { date: 'Sat, 01 Jan 2050 00:00:00 GMT' })
    expect(await transportTo(server.url, { retries }).json(get)).toEqual({ ok: true })
  })

  test('is waited for no longer than that in all, however often it is sent', async () => {
    const server = await serve((response) => sendStatus(response, 429, 'slow down', { 'retry-after': '1' }))
    const transport = transportTo(server.url, { retries: { ...retries, maxRetryAfter: 2500 } })
    await expect(transport.json(get)).rejects.toMatchObject({ status: 429 })
    expect(server.seen).toHaveLength(3)
  })

  test('that takes long is told', async () => {
    const told: string[] = []
    const stop = new AbortController()
    const server = await serve((response) => sendStatus(response, 429, 'slow down', { 'retry-after': '30' }))
    const onWarning = (text: string) => {
      told.push(text)
      stop.abort()
    }
    await expect(transportTo(server.url, { onWarning }).json({ ...get, signal: stop.signal })).rejects.toThrow()
    expect(told).toEqual(['the API server asks to be left alone for 30 s (429); trying again after that'])
  })
})

describe('the clock of the API server', () => {
  test("is told by its answers, and goes on by itself, whatever this machine's is", async () => {
    const server = await serve((response) => sendJson(response, {}, 200, { date: 'Sat, 01 Jan 2050 00:00:00 GMT' }))
    const transport = transportTo(server.url)
    expect(Math.abs(transport.serverClock() - Date.now())).toBeLessThan(60_000)

    await transport.json(get)

    const first = transport.serverClock()
    expect(first).toBeGreaterThanOrEqual(Date.parse('2050-01-01T00:00:00Z'))
    await expect.poll(() => transport.serverClock()).toBeGreaterThan(first)
  })

  test('is not told by an answer without a date, or with garbage', async () => {
    const server = await serve((response) => sendJson(response, {}, 200, { date: 'yesterday' }))
    const transport = transportTo(server.url)
    await transport.json(get)
    expect(Math.abs(transport.serverClock() - Date.now())).toBeLessThan(60_000)
  })
})

describe('what a manifest made of sensitive values', () => {
  const mask = (text: string) => text.replace(/\bdb1\b|\ba b\b/g, '(masked 1)')

  test('is masked in the path and the query of a traced request, also encoded', async () => {
    const lines: string[] = []
    const server = await serve((response) => sendJson(response, {}))
    const transport = transportTo(server.url, { trace: (line) => lines.push(line), mask })

    await transport.json({
      method: 'GET',
      path: '/api/v1/namespaces/db1/pods/a%20b',
      query: { labelSelector: 'x=a b' },
    })

    expect(lines).toEqual([
      expect.stringMatching(
        /^GET \/api\/v1\/namespaces\/\(masked 1\)\/pods\/\(masked 1\)\?labelSelector=x=\(masked 1\): 200, \d+ ms$/,
      ),
    ])
  })

  test("is masked in the API server's warnings, and in what is told of a useless answer", async () => {
    const warnings: string[] = []
    const server = await serve((response, number) =>
      number === 0 ? sendJson(response, {}, 200, { warning: '299 - "unknown field \\"db1\\""' }) : response.end('x'),
    )
    const transport = transportTo(server.url, { onWarning: (text) => warnings.push(text), mask })

    await transport.json(get)
    expect(warnings).toEqual(['unknown field "(masked 1)"'])

    expect(transport.tooLarge({ method: 'GET', path: '/api/v1/db1' }, 'is large').message).toMatch(
      /its answer to GET \/api\/v1\/\(masked 1\) is large$/,
    )
  })
})
