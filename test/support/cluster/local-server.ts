import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A local HTTP server for the mechanics of a transport: what it was asked, over how many connections. */
export interface LocalServer {
  readonly url: string
  readonly seen: Seen[]
  readonly connections: () => number
  close(): Promise<void>
}

/** `answer` gets the request's number, from 0. */
export async function startServer(
  answer: (response: ServerResponse, number: number, seen: Seen) => void,
): Promise<LocalServer> {
  const seen: Seen[] = []
  let connections = 0
  const server = createServer(async (request, response) => {
    const number = seen.length
    const { method = '', url = '', headers } = request
    const entry = { method, url, headers, body: '' }
    seen.push(entry)
    entry.body = await text(request).catch(() => '')
    answer(response, number, entry)
  })
  server.on('connection', () => {
    connections++
  })
  return { url: await listen(server), seen, connections: () => connections, close: () => end(server) }
}

export interface LocalProxy {
  readonly url: string
  /** The authorities that tunnels were asked for. */
  readonly tunnels: string[]
  close(): Promise<void>
}

/** An HTTP proxy that knows CONNECT only, and `api.example` as this machine; `status` refuses with another than 200. */
export async function startProxy(status = 200): Promise<LocalProxy> {
  const tunnels: string[] = []
  const server = createServer()
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '')
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`)
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host === 'api.example' ? '127.0.0.1' : host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket)
      socket.pipe(target)
    })
    target.on('error', () => socket.destroy())
    socket.on('error', () => target.destroy())
  })
  return { url: await listen(server), tunnels, close: () => end(server) }
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export function sendStatus(
  response: ServerResponse,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendJson(response, { kind: 'Status', status: 'Failure', code, message, reason: '' }, code, headers)
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function end(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
