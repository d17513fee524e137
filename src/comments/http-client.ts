import * as http from 'node:http'
import * as https from 'node:https'
import { rootCertificates } from 'node:tls'
import { TimeoutError } from '../cluster/connection/connection.ts'
import { proxyFor } from '../cluster/connection/proxy.ts'
import { openSocks } from '../cluster/connection/socks.ts'
import { systemRoots } from '../cluster/connection/system-roots.ts'
import { openTunnel } from '../cluster/connection/tunnel.ts'
import { tunnelAgent } from '../cluster/connection/tunnel-agent.ts'
import { ResponseError } from '../cluster/errors/response-error.ts'
import { readBody } from '../cluster/transport/response-body.ts'
import { messageOf } from '../errors.ts'
import { CommentProblem } from './comment-problem.ts'
import { answerOf, type HttpAnswer, isAnswer, type Method, mayFollow, parseBody, redirectOf } from './http-answer.ts'
import { delayOf, type RetryLimits } from './http-retry.ts'

/** Where an API is, and what each request of it has. */
export interface HttpTarget {
  /** `GitHub`. */
  readonly host: string
  readonly base: URL
  /** The token's among them. */
  readonly headers: Readonly<Record<string, string>>
  /** Certificate authorities in PEM beside those of Node and the system. */
  readonly authorities: readonly string[]
}

/** What a client is given of the process. */
export interface HttpWorld {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly userAgent: string
  readonly interrupted: AbortSignal
  readonly trace: ((line: string) => void) | undefined
  sleep(milliseconds: number): Promise<void>
  monotonicClock(): number
}

/** Milliseconds; what tests replace. */
export interface HttpLimits extends RetryLimits {
  readonly connect: number
  /** From a request to the answer's headers. */
  readonly response: number
  /** For all of an answer. */
  readonly whole: number
  /** For all requests of a client, their waits among them. */
  readonly total: number
}

export const defaultLimits: HttpLimits = {
  connect: 10_000,
  response: 30_000,
  whole: 30_000,
  total: 90_000,
  maxRetryAfter: 30_000,
  baseDelay: 500,
}

/** Redirects within the host, as for a repository that was renamed. */
const mostRedirects = 3

/** A page of a hundred comments is 6.5 MB where each is as long as GitHub lets it be. */
const responseLimit = { bytes: 32 * 1024 * 1024, values: 500_000 }

export interface HttpRequest {
  readonly method: Method
  /** Below the base, without a slash at its beginning; or a whole address of the same host. */
  readonly path: string | URL
  readonly body?: Readonly<Record<string, unknown>>
  /** Statuses of refusal that are answers all the same. */
  readonly expect?: readonly number[]
}

/** JSON over HTTP with a token, which goes to no other host. Every request, and all of them together, are bounded. */
export class HttpClient {
  readonly #target: HttpTarget
  readonly #world: HttpWorld
  readonly #limits: HttpLimits
  readonly #agent: http.Agent
  readonly #until: number

  /** @throws KdeployError `proxy-invalid` */
  constructor(target: HttpTarget, world: HttpWorld, limits: HttpLimits = defaultLimits) {
    this.#target = target
    this.#world = world
    this.#limits = limits
    this.#agent = openAgent(target, world, limits)
    this.#until = world.monotonicClock() + limits.total
  }

  /** @throws CommentProblem for every other status than success, and for what is not JSON; the signal's reason */
  async request({ method, path, body, expect = [] }: HttpRequest): Promise<HttpAnswer> {
    const { interrupted, sleep, trace, monotonicClock } = this.#world
    const { host, base } = this.#target
    let url = typeof path === 'string' ? new URL(path, withSlash(base)) : path
    let redirects = 0
    for (let retries = 0; ; ) {
      this.#refuseOther(url)
      if (monotonicClock() >= this.#until)
        throw new CommentProblem(`${host} took longer than ${this.#limits.total / 1000} s for all requests`)
      const answer = await this.#try(method, url, body).catch((error: unknown) => error)
      interrupted.throwIfAborted()
      const next = isAnswer(answer) && mayFollow(method, answer.status) ? redirectOf(answer, url) : undefined
      if (next !== undefined && redirects < mostRedirects) {
        redirects++
        url = next
        continue
      }
      const wait = delayOf(answer, method, retries, this.#limits)
      if (wait === undefined || monotonicClock() + wait > this.#until)
        return answerOf(answer, { host, method, url }, expect)
      retries++
      trace?.(`${host}: trying again in ${Math.ceil(wait / 1000)} s`)
      await sleep(wait)
      interrupted.throwIfAborted()
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** @throws CommentProblem where an address is another host's, which would get the token */
  #refuseOther(url: URL): void {
    if (url.origin !== this.#target.base.origin)
      throw new CommentProblem(`${this.#target.host} leads to another host, ${url.origin}, which doesn't get the token`)
  }

  async #try(method: Method, url: URL, body: HttpRequest['body']): Promise<HttpAnswer> {
    const { trace, monotonicClock } = this.#world
    const began = monotonicClock()
    const whole = Math.min(this.#limits.whole, Math.max(1, this.#until - began))
    const told = `${method} ${url.origin}${url.pathname}`
    try {
      const message = await this.#send(method, url, body === undefined ? undefined : JSON.stringify(body))
      const { text } = await readBody(message, { limit: responseLimit, idle: whole, whole })
      const { statusCode: status = 0, headers } = message
      trace?.(`${told}: ${status} in ${monotonicClock() - began} ms`)
      return { status, headers, json: parseBody(text) }
    } catch (error) {
      trace?.(`${told}: ${messageOf(error)} after ${monotonicClock() - began} ms`)
      throw error
    }
  }

  #send(method: Method, url: URL, text: string | undefined): Promise<http.IncomingMessage> {
    const { connect, response } = this.#limits
    const left = Math.max(1, this.#until - this.#world.monotonicClock())
    const body = text === undefined ? undefined : Buffer.from(text)
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        agent: this.#agent,
        method,
        signal: this.#world.interrupted,
        headers: {
          'user-agent': this.#world.userAgent,
          'accept-encoding': 'gzip',
          ...this.#target.headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
        },
      })
      const expire = (phase: 'connection' | 'response', time: number) =>
        setTimeout(() => request.destroy(new TimeoutError(phase, time)), time)
      const waiting = expire('response', Math.min(response, left))
      request.on('socket', (socket) => {
        if (!socket.connecting) return
        const connecting = expire('connection', Math.min(connect, left))
        const connected = () => clearTimeout(connecting)
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
        socket.once('close', connected)
      })
      request.on('response', (message) => {
        clearTimeout(waiting)
        resolve(message)
      })
      request.on('upgrade', (_, socket) => {
        socket.destroy()
        reject(new ResponseError('response-malformed', 'sent a protocol other than HTTP'))
      })
      request.on('error', (error) => {
        clearTimeout(waiting)
        reject(error)
      })
      request.end(body)
    })
  }
}

function openAgent({ base, authorities }: HttpTarget, world: HttpWorld, { connect }: HttpLimits): http.Agent {
  const secure = base.protocol === 'https:'
  const options: https.AgentOptions = {
    keepAlive: true,
    maxSockets: 2,
    ...(secure ? { ca: [...(systemRoots() ?? rootCertificates), ...authorities] } : {}),
  }
  const proxy = proxyFor(base, undefined, world.environment)
  if (proxy === undefined) return secure ? new https.Agent(options) : new http.Agent(options)
  const open = proxy.protocol.startsWith('socks5') ? openSocks : openTunnel
  return tunnelAgent(secure, options, () => open(proxy, base, connect))
}

/** So that what is below an address is appended to it. */
function withSlash(base: URL): URL {
  const url = new URL(base)
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}
