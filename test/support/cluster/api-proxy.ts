import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Project, ProjectOptions } from '../projects/project.ts'

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
  /** The URLs of the watches that are open now. */
  openWatches(): readonly string[]
  /** Does something to every watch that is open now; returns how many there were. */
  disturbWatches(how: Disturbance): number
  /** From now on no byte goes either way, while connections stay open, until `thaw`. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

/** What the proxy answers itself, as a metav1.Status; the server never sees the request. */
export interface Injected {
  readonly code: number
  readonly reason: string
  readonly message: string
  /** For example Retry-After. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What happens to a request instead of being passed on as it is. */
export type Fault =
  | Injected
  /** It is answered so; the server never sees it. */
  | { readonly answer: (response: ServerResponse) => void }
  /** It is passed on after that many milliseconds. */
  | { readonly delay: number }
  /** It is passed on when that has happened. */
  | { readonly until: Promise<unknown> }
  /** The server does it; the answer comes when that has happened. `done` is called before. */
  | { readonly answerAfter: Promise<unknown>; readonly done: () => void }
  /** The connection breaks before the server sees the request. */
  | { readonly lose: 'request' }
  /** The server does it; the connection breaks instead of the answer, or after that many bytes of its body. */
  | { readonly lose: 'answer'; readonly after?: number }

/**
 * `reset`: the connection breaks. `torn`: it breaks within a line of JSON. `expired`: the stream says 410 and ends. `silent`: it
 * stays open, and nothing comes any more.
 */
export type Disturbance = 'reset' | 'torn' | 'expired' | 'silent'

/** What the proxy needs of a cluster. */
export interface ProxiedCluster {
  kubectl(args: readonly string[]): Promise<string>
  createProject(options: ProjectOptions): Promise<Project>
}

/** Passes every request on, but for the faults that `inject` wants. Plain HTTP on the near side, so that it sees them. */
export async function startApiProxy(
  cluster: ProxiedCluster,
  inject: (request: ProxiedRequest) => Fault | undefined = () => undefined,
): Promise<ApiProxy> {
  const view = ['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json']
  const config = JSON.parse(await cluster.kubectl(view))
  const { server: address, 'certificate-authority-data': authority } = config.clusters[0].cluster
  const { token } = config.users[0].user
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(String(authority ?? ''), 'base64') })
  const requests: ProxiedRequest[] = []
  const watches = new Map<ServerResponse, { readonly url: string; readonly message: IncomingMessage }>()
  const frozen = new Set<() => void>()
  let isFrozen = false
  /** At once, or when the frost is over. */
  const unfrozen = (go: () => void) => {
    if (isFrozen) frozen.add(go)
    else go()
  }

  const pass = (
    incoming: IncomingMessage,
    answer: ServerResponse,
    bytes = Number.POSITIVE_INFINITY,
    held = (go: () => void) => go(),
  ) => {
    const headers = { ...incoming.headers, host: new URL(address).host, authorization: `Bearer ${token}` }
    const { method, url = '' } = incoming
    const outgoing = request(new URL(url, address), { agent, method, headers }, (message) => {
      message.on('error', () => answer.destroy())
      const whenReady = (go: () => void) => held(() => unfrozen(go))
      whenReady(() => {
        if (bytes <= 0) return answer.destroy()
        answer.writeHead(message.statusCode ?? 502, message.headers)
        if (isWatch(url)) {
          answer.flushHeaders()
          watches.set(answer, { url, message })
          answer.on('close', () => watches.delete(answer))
        }
        let sent = 0
        message.on('data', (chunk: Buffer) =>
          unfrozen(() => {
            answer.write(chunk.subarray(0, bytes - sent))
            sent += chunk.length
            if (sent > bytes) setTimeout(() => answer.destroy(), 20)
          }),
        )
        message.on('end', () => unfrozen(() => sent <= bytes && answer.end()))
      })
    })
    outgoing.on('error', () => answer.destroy())
    answer.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  }
  const listener = createServer((incoming, answer) => {
    const seen = { method: incoming.method ?? '', url: incoming.url ?? '' }
    requests.push(seen)
    unfrozen(() => {
      const fault = inject(seen)
      if (fault === undefined) return pass(incoming, answer)
      if ('delay' in fault) return void setTimeout(() => pass(incoming, answer), fault.delay)
      if ('answerAfter' in fault)
        return pass(incoming, answer, undefined, (go) => {
          fault.done()
          void fault.answerAfter.finally(go)
        })
      if ('until' in fault) return void fault.until.finally(() => pass(incoming, answer))
      if ('lose' in fault) return fault.lose === 'request' ? answer.destroy() : pass(incoming, answer, fault.after ?? 0)
      if ('answer' in fault) {
        incoming.resume()
        return fault.answer(answer)
      }
      const { headers, ...status } = fault
      incoming.resume()
      answer.writeHead(status.code, { 'content-type': 'application/json', ...headers })
      answer.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', ...status }))
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const near = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  config.clusters[0].cluster = { server: near }
  const { folder } = await cluster.createProject({ files: { 'kubeconfig.yaml': JSON.stringify(config) } })
  return {
    kubeconfig: join(folder, 'kubeconfig.yaml'),
    requests,
    openWatches: () => [...watches.values()].map(({ url }) => url),
    disturbWatches(how) {
      const open = [...watches]
      for (const [answer, { message }] of open) disturb(answer, message, how)
      return open.length
    },
    freeze() {
      isFrozen = true
    },
    thaw() {
      isFrozen = false
      for (const go of frozen) go()
      frozen.clear()
    },
    async close() {
      listener.closeAllConnections()
      agent.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

export function isWatch(url: string): boolean {
  return /[?&]watch=true(&|$)/.test(url)
}

function disturb(answer: ServerResponse, message: IncomingMessage, how: Disturbance): void {
  message.removeAllListeners('data')
  message.removeAllListeners('end')
  message.resume()
  switch (how) {
    case 'reset':
      answer.destroy()
      break
    case 'torn':
      answer.write('{"type":"MODIFIED","object":{"apiVersion":"apps/v1","ki')
      setTimeout(() => answer.destroy(), 20)
      break
    case 'expired': {
      const status = { code: 410, reason: 'Expired', message: 'too old resource version: 1 (2)', status: 'Failure' }
      answer.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', ...status } })}\n`)
      break
    }
    case 'silent':
      break
  }
}
