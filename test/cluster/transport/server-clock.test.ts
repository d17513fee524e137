import { describe, expect, test } from 'vitest'
import { sendJson } from '../../support/cluster/local-server.ts'
import { serve, transportTo } from '../../support/cluster/local-transport.ts'

const get = { method: 'GET', path: '/api' } as const

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
