import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface StubComment {
  readonly id: number
  body: string
  readonly author: string
}

export interface StubRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a test puts in the place of an answer; true where it has answered. */
type Disturb = (request: StubRequest, response: ServerResponse) => boolean | undefined

/** A stub of one code host's documented endpoints for the comments of one merge request; whatever else it is asked is a violation. */
export interface CodeHostStub {
  /** Of its server. */
  readonly url: string
  readonly comments: StubComment[]
  /** `GET /user`, in their order. */
  readonly requests: string[]
  /** What no documented client would have sent. */
  readonly violations: string[]
  disturb: Disturb | undefined
  /** Called once a comment was created, before that is answered. */
  created: ((comment: StubComment) => void) | undefined
  add(author: string, body: string): StubComment
  close(): Promise<void>
}

export interface StubOptions {
  readonly token: string
  /** Whose the token is: a login for GitHub, a number for GitLab. */
  readonly author: string
  /** PEM. Default: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export type Answer = readonly [status: number, json?: unknown, headers?: Readonly<Record<string, string>>]

/** What a host does with a request once it was read; undefined: it has no such endpoint. */
type Endpoints = (request: StubRequest, stub: CodeHostStub) => Answer | undefined

export async function startStub(endpoints: Endpoints, { tls }: StubOptions): Promise<CodeHostStub> {
  const listener: RequestListener = async (message, response) => {
    const { method = '', url: path = '', headers } = message
    const request: StubRequest = {
      ...{ method, path, headers },
      url: new URL(path, 'http://stub.example'),
      body: await text(message).catch(() => ''),
    }
    stub.requests.push(`${method} ${request.url.pathname}`)
    if (stub.disturb?.(request, response) === true) return
    const answer = endpoints(request, stub)
    if (answer === undefined) stub.violations.push(`${method} ${path} is no endpoint`)
    const [status, json, more] = answer ?? [404, { message: 'Not Found' }]
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...more })
    response.end(json === undefined ? undefined : JSON.stringify(json))
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  const url = await listen(server, tls === undefined ? 'http' : 'https')
  const stub: CodeHostStub = {
    url,
    comments: [],
    requests: [],
    violations: [],
    disturb: undefined,
    created: undefined,
    add(author, body) {
      const comment = { id: (stub.comments.at(-1)?.id ?? 1000) + 1, body, author }
      stub.comments.push(comment)
      return comment
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return stub
}

/** The text of a new or replaced comment; undefined where the request is not as documented. */
export function bodyOf({ headers, body, method, path }: StubRequest, stub: CodeHostStub): string | undefined {
  const given = JSON.parse(body === '' ? 'null' : body) as Readonly<Record<string, unknown>> | null
  const isJson = headers['content-type'] === 'application/json'
  const isAlone = given !== null && Object.keys(given).join() === 'body' && typeof given['body'] === 'string'
  if (isJson && isAlone) return given['body'] as string
  stub.violations.push(`${method} ${path} has the body ${headers['content-type']} ${body}`)
  return undefined
}

/** One page of some items, and the number of the next one. */
export function pageOf<Item>(items: readonly Item[], url: URL): { page: Item[]; next: number | undefined } {
  const size = Number(url.searchParams.get('per_page') ?? 20)
  const number = Number(url.searchParams.get('page') ?? 1)
  const rest = items.slice((number - 1) * size)
  return { page: rest.slice(0, size), next: rest.length > size ? number + 1 : undefined }
}

async function listen(server: Server, protocol: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`
}
