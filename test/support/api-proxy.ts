import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Cluster } from './cluster.ts'

export interface ProxiedRequest {
  readonly method: string
  /** With the query. */
  readonly url: string
}

/** Stands between kdeploy and the test's real API server. */
export interface ApiProxy {
  /** Path of a kubeconfig that leads through the proxy, with the administrator's rights. */
  readonly kubeconfig: string
  /** Every request so far, in order. */
  readonly requests: readonly ProxiedRequest[]
  close(): Promise<void>
}

/** What the proxy answers itself, as a metav1.Status. */
export interface Injected {
  readonly code: number
  readonly reason: string
  readonly message: string
}

/** Passes every request on, but those that `inject` answers. Plain HTTP on the near side, so that it sees them. */
export async function startApiProxy(
  cluster: Cluster,
  inject: (request: ProxiedRequest) => Injected | undefined = () => undefined,
): Promise<ApiProxy> {
  const view = ['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json']
  const config = JSON.parse(await cluster.kubectl(view))
  const { server: address, 'certificate-authority-data': authority } = config.clusters[0].cluster
  const { token } = config.users[0].user
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(String(authority ?? ''), 'base64') })
  const requests: ProxiedRequest[] = []

  const pass = (incoming: IncomingMessage, answer: ServerResponse) => {
    const headers = { ...incoming.headers, host: new URL(address).host, authorization: `Bearer ${token}` }
    const { method, url = '' } = incoming
    const outgoing = request(new URL(url, address), { agent, method, headers }, (message) => {
      answer.writeHead(message.statusCode ?? 502, message.headers)
      message.pipe(answer)
      message.on('error', () => answer.destroy())
    })
    outgoing.on('error', () => answer.destroy())
    answer.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  }
  const listener = createServer((incoming, answer) => {
    const seen = { method: incoming.method ?? '', url: incoming.url ?? '' }
    requests.push(seen)
    const injected = inject(seen)
    if (injected === undefined) return pass(incoming, answer)
    incoming.resume()
    answer.writeHead(injected.code, { 'content-type': 'application/json' })
    answer.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', ...injected }))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const near = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  config.clusters[0].cluster = { server: near }
  const { folder } = await cluster.createProject({ files: { 'kubeconfig.yaml': JSON.stringify(config) } })
  return {
    kubeconfig: join(folder, 'kubeconfig.yaml'),
    requests,
    async close() {
      listener.closeAllConnections()
      agent.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
