import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { sendJson } from '../../support/cluster/local-server.ts'
import { serve, transportTo } from '../../support/cluster/local-transport.ts'

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
      message: expect.stringContaining("can't be reached: no complete response within 0.3 s"),
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
