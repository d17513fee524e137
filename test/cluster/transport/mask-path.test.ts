import { describe, expect, test } from 'vitest'
import { sendJson } from '../../support/cluster/local-server.ts'
import { serve, transportTo } from '../../support/cluster/local-transport.ts'

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
})
