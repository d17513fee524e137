import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** What stands in for an API server: discovery is as it should be, and everything else is `answer`'s. */
export interface HostileServer {
  readonly url: string
  /** The requests so far, with their queries. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

const json = { 'content-type': 'application/json' }

/** `answer` gets what isn't discovery; `discovery` instead of it, where it is given. */
export async function startHostileServer(answer: Answer, discovery: Answer = discover): Promise<HostileServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    requests.push(`${request.method} ${url}`)
    request.resume()
    // What is read no further is given up by the other side.
    response.on('error', () => {})
    const isDiscovery = url === '/api' || url === '/apis'
    ;(isDiscovery ? discovery : answer)(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A server that speaks no HTTP of Node's making: each request is answered by what `write` puts on the wire. */
export async function startRawServer(write: (socket: Socket) => void): Promise<Omit<HostileServer, 'requests'>> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', () => write(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const discover: Answer = (response, { url }) => {
  const resource = (kind: string, plural: string) => ({
    resource: plural,
    responseKind: { group: '', version: 'v1', kind },
    scope: 'Namespaced',
    singularResource: kind.toLowerCase(),
    verbs: ['get', 'list', 'watch'],
  })
  const core = {
    metadata: { name: '' },
    versions: [{ version: 'v1', resources: [resource('Secret', 'secrets'), resource('ConfigMap', 'configmaps')] }],
  }
  sendJson(response, { kind: 'APIGroupDiscoveryList', items: url === '/api' ? [core] : [] })
}

export function sendJson(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  send(response, JSON.stringify(body), status, headers)
}

export function send(response: ServerResponse, body: string | Buffer, status = 200, headers = {}): void {
  response.writeHead(status, { ...json, ...headers }).end(body)
}

/** The same piece again and again, as fast as it is read, for `times` or without an end; `first` before it. */
export function repeat(
  response: ServerResponse,
  piece: string | Buffer,
  { status = 200, headers = {}, first = '', times = Number.POSITIVE_INFINITY } = {},
): void {
  response.writeHead(status, { ...json, ...headers })
  if (first !== '') response.write(first)
  let sent = 0
  const go = () => {
    while (sent < times && !response.destroyed) {
      sent += 1
      if (!response.write(piece)) return void response.once('drain', go)
    }
    if (sent >= times) response.end()
  }
  go()
}

/** A gzip stream that unpacks to 16 MiB of blanks; several in a row unpack to as many times that (RFC 1952, 2.2). */
const blanks = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '))

/** A few MiB that unpack to 4 GiB. */
export function sendGzipBomb(response: ServerResponse, status = 200): void {
  repeat(response, blanks, { status, headers: { 'content-encoding': 'gzip' }, times: 256 })
}
