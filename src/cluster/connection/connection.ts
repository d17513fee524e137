import * as http from 'node:http'
import * as https from 'node:https'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import type { Credentials } from '../access/credentials.ts'
import type { Environment, KubeTarget } from '../access/kube-target.ts'
import { textOf } from '../access/kubeconfig-file.ts'
import { material } from '../access/material.ts'
import { ResponseError } from '../errors/response-error.ts'
import type { Interruption } from './interruption.ts'
import { mostInformational } from './limits.ts'
import { hostOf, portOf, proxyFor } from './proxy.ts'
import { openSocks } from './socks.ts'
import { systemRoots } from './system-roots.ts'
import { openTunnel } from './tunnel.ts'
import { tunnelAgent } from './tunnel-agent.ts'

/** Milliseconds. */
export interface Timeouts {
  /** TCP, TLS and proxy. */
  readonly connect: number
  /** From the request to the answer's headers; the API server itself gives up after 60 s. */
  readonly response: number
  /** Between two pieces of an answer. */
  readonly idle: number
  /** For a whole answer, from its headers on; a watch or a followed log goes on for as long as somebody waits. */
  readonly whole: number
}

export interface Exchange {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: http.OutgoingHttpHeaders
  readonly body?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** It changes something, so an interruption waits a moment for its answer. */
  readonly writes: boolean
  /** A stream keeps its connection for long, so it isn't counted among the kept-alive ones. */
  readonly stream?: boolean | undefined
}

/** The server didn't answer in time; `phase` says what was waited for. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  readonly code = 'ETIMEDOUT'
  readonly phase: 'connection' | 'response' | 'complete response'

  constructor(phase: TimeoutError['phase'], milliseconds: number) {
    super(`no ${phase} within ${milliseconds / 1000} s`)
    this.phase = phase
  }
}

/** Free sockets close before the API server (90 s) and usual load balancers (60 s) would close them unnoticed. */
const keepAliveFor = 45_000
const maxSockets = 64

/** One keep-alive connection pool to the API server; a new client certificate starts a new pool. */
export class Connection {
  readonly #target: KubeTarget
  readonly #url: URL
  readonly #proxy: URL | undefined
  readonly #timeouts: Timeouts
  readonly #interruption: Interruption
  #pool: { certificate: string | Buffer | undefined; agent: http.Agent; streams: http.Agent } | undefined

  constructor(target: KubeTarget, environment: Environment, timeouts: Timeouts, interruption: Interruption) {
    this.#target = target
    this.#url = new URL(target.server)
    this.#proxy = proxyFor(this.#url, textOf(target.file, target.cluster, 'proxy-url'), environment)
    this.#timeouts = timeouts
    this.#interruption = interruption
  }

  /** Sends one request; resolves with the answer's headers, rejects with Node's error, a TimeoutError or a ProxyError. */
  exchange(exchange: Exchange, credentials: Credentials): Promise<http.IncomingMessage> {
    const pool = this.#poolFor(credentials)
    const { connect, response } = this.#timeouts
    return new Promise((resolve, reject) => {
      const body = exchange.body === undefined ? undefined : Buffer.from(exchange.body)
      const request = (this.#url.protocol === 'https:' ? https : http).request({
        agent: exchange.stream ? pool.streams : pool.agent,
        host: hostOf(this.#url),
        port: portOf(this.#url),
        method: exchange.method,
        path: this.#url.pathname.replace(/\/$/, '') + exchange.path,
        headers: {
          ...exchange.headers,
          ...credentials.headers,
          ...(body === undefined ? {} : { 'content-length': body.length }),
        },
        ...(exchange.signal === undefined ? {} : { signal: exchange.signal }),
      })
      const waiting = setTimeout(() => request.destroy(new TimeoutError('response', response)), response)
      let answer: http.IncomingMessage | undefined
      const fail = (error: Error) => {
        clearTimeout(waiting)
        reject(error)
        // What is wrong within an answer says more than that its connection was closed.
        answer?.destroy(error)
      }
      this.#interruption.follow(request, exchange.writes, fail)
      request.on('socket', (socket) => {
        if (!socket.connecting && !('secureConnecting' in socket && socket.secureConnecting)) return
        const connecting = setTimeout(() => request.destroy(new TimeoutError('connection', connect)), connect)
        const connected = (): void => clearTimeout(connecting)
        socket.once(this.#url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
        socket.once('close', connected)
      })
      let informational = 0
      request.on('information', () => {
        informational += 1
        if (informational > mostInformational)
          request.destroy(
            new ResponseError('response-malformed', `sent over ${mostInformational} informational answers`),
          )
      })
      request.on('response', (message) => {
        clearTimeout(waiting)
        answer = message
        resolve(message)
      })
      request.on('upgrade', (_, socket) => {
        socket.destroy()
        fail(new ResponseError('response-malformed', 'sent a protocol other than HTTP'))
      })
      request.on('error', fail)
      request.end(body)
    })
  }

  close(): void {
    this.#pool?.agent.destroy()
    this.#pool?.streams.destroy()
    this.#pool = undefined
  }

  #poolFor(credentials: Credentials): { agent: http.Agent; streams: http.Agent } {
    const certificate = credentials.certificate
    if (this.#pool !== undefined && this.#pool.certificate === certificate) return this.#pool
    const old = this.#pool
    const tls = this.#url.protocol === 'https:' ? this.#tls(credentials) : {}
    const agent = this.#agent(tls)
    const streams = this.#agent(tls)
    this.#pool = { certificate, agent, streams }
    // Requests under way end on their sockets; only the free ones are closed.
    for (const socket of Object.values(old?.agent.freeSockets ?? {}).flat()) socket?.destroy()
    return this.#pool
  }

  #agent(tls: ConnectionOptions): http.Agent {
    const options: https.AgentOptions = {
      keepAlive: true,
      keepAliveMsecs: 15_000,
      maxSockets: maxSockets,
      timeout: keepAliveFor,
      scheduling: 'lifo',
      ...tls,
    }
    const { protocol } = this.#url
    const proxy = this.#proxy
    if (proxy === undefined) return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
    const open = proxy.protocol.startsWith('socks5') ? openSocks : openTunnel
    return tunnelAgent(protocol === 'https:', options, () => open(proxy, this.#url, this.#timeouts.connect))
  }

  /** Made once for a pool: the authorities are many where the kubeconfig names none, and take longer to read than to connect. */
  #tls(credentials: Credentials): ConnectionOptions {
    const { file, cluster } = this.#target
    const insecure = cluster['insecure-skip-tls-verify'] === true
    const servername = textOf(file, cluster, 'tls-server-name')
    const authority = insecure ? undefined : (material(this.#target, 'certificate-authority', cluster) ?? systemRoots())
    const secureContext = createSecureContext({
      ...(authority === undefined ? {} : { ca: authority }),
      ...(credentials.certificate === undefined ? {} : { cert: credentials.certificate }),
      ...(credentials.key === undefined ? {} : { key: credentials.key }),
    })
    return { rejectUnauthorized: !insecure, secureContext, ...(servername === undefined ? {} : { servername }) }
  }
}
