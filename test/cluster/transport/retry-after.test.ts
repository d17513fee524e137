import { describe, expect, test } from 'vitest'
import type { RetryPolicy } from '../../../src/cluster/transport/retry.ts'
import { sendJson, sendStatus } from '../../support/cluster/local-server.ts'
import { serve, transportTo } from '../../support/cluster/local-transport.ts'

const get = { method: 'GET', path: '/api' } as const

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
    expect(told).toEqual(['the API server asked to retry after 30 s (429); waiting'])
  })
})
