import type { ServerResponse } from 'node:http'
import { afterEach } from 'vitest'
import { Transport, type TransportOptions } from '../../../src/cluster/transport/transport.ts'
import { type LocalServer, startServer } from './local-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A local server until the test ends. */
export async function serve(answer: (response: ServerResponse, number: number) => void): Promise<LocalServer> {
  const server = await startServer(answer)
  closing.push(server.close)
  return server
}

/** A transport without credentials until the test ends. */
export function transportTo(server: string, options: Partial<TransportOptions> = {}): Transport {
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
