import { describe, expect, test } from 'vitest'
import { sendJson } from '../../support/cluster/local-server.ts'
import { serve, transportTo } from '../../support/cluster/local-transport.ts'

const get = { method: 'GET', path: '/api' } as const

describe('what a manifest made of sensitive values', () => {
  const mask = (text: string) => text.replace(/\bdb1\b|\ba b\b/g, '(masked 1)')

  test("is masked in the API server's warnings, and in what is told of a useless answer", async () => {
    const warnings: string[] = []
    const server = await serve((response, number) =>
      number === 0 ? sendJson(response, {}, 200, { warning: '299 - "unknown field \\"db1\\""' }) : response.end('x'),
    )
    const transport = transportTo(server.url, { onWarning: (text) => warnings.push(text), mask })

    await transport.json(get)
    expect(warnings).toEqual(['unknown field "(masked 1)"'])

    expect(transport.tooLarge({ method: 'GET', path: '/api/v1/db1' }, 'is large').message).toMatch(
      /its response to GET \/api\/v1\/\(masked 1\) is large$/,
    )
  })
})

test('warnings that are held back are given with their paths, and not told again', async () => {
  const told: string[] = []
  const server = await serve((response) => sendJson(response, {}, 200, { warning: '299 - "old"' }))
  const transport = transportTo(server.url, { onWarning: (text) => told.push(text), mask: (text) => `(${text})` })

  const release = transport.holdWarnings()
  for (const path of ['/api/v1/pods', '/api/v1/pods', '/api/v1/secrets']) await transport.json({ method: 'GET', path })
  expect(told).toEqual([])
  expect(release()).toEqual([
    { text: '(old)', path: '/api/v1/pods' },
    { text: '(old)', path: '/api/v1/secrets' },
  ])
  await transport.json(get)
  expect(told).toEqual([])
})
