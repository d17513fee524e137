import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { KdeployError } from '../errors.ts'
import { parseJson } from '../json.ts'
import type { Json } from '../manifest/types.ts'
import { ApiError } from './api-error.ts'
import { Connection, type Exchange, TimeoutError, type Timeouts } from './connection.ts'
import type { CredentialSource, Credentials } from './credentials.ts'
import { Interruption } from './interruption.ts'
import type { Environment, KubeTarget } from './kube-target.ts'
import { bodyText } from './request-body.ts'
import { DEFAULT_RETRIES, mayHaveHappened, type RetryPolicy, retryDelay } from './retry.ts'
import { statusError } from './status.ts'
import { reasonOf, type Trace, traced, traceEnd } from './trace.ts'
import { unreachable } from './unreachable.ts'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without the query. */
  readonly path: string
  /** undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined
  readonly body?: Json | undefined
  /** Default: application/json. */
  readonly contentType?: string | undefined
  readonly accept?: string | undefined
  /** Doing it twice is the same as doing it once. Default: only for GET. */
  readonly repeatable?: boolean | undefined
  /**
   * Asked before each try, and may refuse it by throwing: thrown as it is where nothing was sent, else the failure of the last
   * try that the server may have carried out.
   */
  readonly before?: (() => Promise<void>) | undefined
  /** Told when it is tried again although an earlier try may have been carried out. */
  readonly onRepeat?: (() => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Answer {
  readonly contentType: string
  readonly text: string
}

export interface TransportOptions {
  readonly environment: Environment
  readonly userAgent: string
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly retries?: Partial<RetryPolicy> | undefined
  /** The API server's Warning headers, each text once: deprecated versions, for example. */
  readonly onWarning?: ((text: string) => void) | undefined
  readonly trace?: Trace | undefined
  /** See Interruption. */
  readonly interrupted?: AbortSignal | undefined
}

const DEFAULT_TIMEOUTS: Timeouts = { connect: 15_000, response: 65_000, idle: 60_000 }
const unzip = promisify(gunzip)

/** Requests to one API server: credentials, time limits, retries of what is safe, and answers as text or errors. */
export class Transport {
  readonly target: KubeTarget
  readonly #connection: Connection
  readonly #credentials: CredentialSource
  readonly #options: TransportOptions
  readonly #timeouts: Timeouts
  readonly #retries: RetryPolicy
  readonly #interruption: Interruption
  readonly #warned = new Set<string>()
  #answered = false
  /** A request was given up, and none was answered since: the next ones are tried once more at most. */
  #silent = false

  constructor(target: KubeTarget, credentials: CredentialSource, options: TransportOptions) {
    this.target = target
    this.#credentials = credentials
    this.#options = options
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
    this.#retries = { ...DEFAULT_RETRIES, ...options.retries }
    this.#interruption = new Interruption(options.interrupted)
    this.#connection = new Connection(target, options.environment, this.#timeouts, this.#interruption)
  }

  /** The answer's body parsed. Throws ApiError, or `cluster-unreachable`. */
  async json(request: Request): Promise<Json> {
    const answer = await this.request(request)
    try {
      return parseJson(answer.text)
    } catch {
      throw this.#notKubernetes(answer.contentType)
    }
  }

  async request(request: Request): Promise<Answer> {
    return this.#retrying(request, async (credentials) => {
      const exchange = this.#exchange(request)
      const { message, text } = await traced(this.#options.trace, exchange, async () => {
        const message = await this.#connection.exchange(exchange, credentials)
        return { message, text: await this.#read(message) }
      })
      this.#inspect(request, message, text)
      return { contentType: message.headers['content-type'] ?? '', text }
    })
  }

  /** An answer that goes on: watches and followed logs. Its reader limits the time; a failure in it is Node's error. */
  async stream(request: Request): Promise<IncomingMessage> {
    return this.#retrying(request, async (credentials) => {
      const { trace } = this.#options
      const exchange = { ...this.#exchange(request), stream: true }
      const { message } = await traced(trace, { ...exchange, what: 'watch begins: ' }, async () => ({
        message: await this.#connection.exchange(exchange, credentials),
      }))
      if (message.statusCode !== 200) this.#inspect(request, message, await this.#read(message))
      this.#answered = true
      traceEnd(trace, exchange.path, message, request.signal)
      return message
    })
  }

  close(): void {
    this.#connection.close()
  }

  async #retrying<Result>(request: Request, attempt: (credentials: Credentials) => Promise<Result>): Promise<Result> {
    const repeatable = request.repeatable ?? request.method === 'GET'
    let renewed = false
    let unsure: unknown
    for (let number = 0; ; number++) {
      const credentials = await this.#credentials.current()
      await request.before?.().catch((refusal: unknown) => {
        throw unsure ?? refusal
      })
      try {
        const result = await attempt(credentials)
        this.#silent = false
        return result
      } catch (error) {
        if (request.signal?.aborted || error instanceof KdeployError) throw error
        if (error instanceof ApiError && error.status === 401 && !renewed) {
          renewed = true
          this.#options.trace?.('401: asking for newer credentials')
          if (await this.#credentials.renew(credentials)) continue
        }
        const policy = this.#silent ? { ...this.#retries, retries: Math.min(this.#retries.retries, 1) } : this.#retries
        const delay = retryDelay(error, { number, repeatable, answeredBefore: this.#answered }, policy)
        if (delay !== undefined) this.#traceRetry(request, error, delay)
        if (delay !== undefined && (await this.#pause(delay, request.signal))) {
          if (mayHaveHappened(error)) {
            unsure = this.#explained(error)
            request.onRepeat?.()
          }
          continue
        }
        this.#silent = !(error instanceof ApiError)
        throw this.#explained(error)
      }
    }
  }

  #explained(error: unknown): unknown {
    return error instanceof ApiError ? error : unreachable(error, this.target)
  }

  #traceRetry({ method, path }: Request, error: unknown, delay: number): void {
    this.#options.trace?.(`${method} ${path}: trying again in ${Math.round(delay)} ms, because of ${reasonOf(error)}`)
  }

  /** False where the run was interrupted, so that nothing is tried again. */
  async #pause(milliseconds: number, signal = this.#options.interrupted): Promise<boolean> {
    if (this.#interruption.begun) return false
    try {
      await sleep(milliseconds, undefined, signal === undefined ? {} : { signal })
      return true
    } catch (error) {
      if (this.#interruption.begun) return false
      throw error
    }
  }

  #exchange(request: Request): Exchange {
    const pairs = Object.entries(request.query ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as [string, string]],
    )
    const query = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
    const { body, contentType = 'application/json' } = request
    return {
      method: request.method,
      path: request.path + query,
      headers: {
        accept: request.accept ?? 'application/json',
        'accept-encoding': this.target.cluster['disable-compression'] === true ? 'identity' : 'gzip',
        'user-agent': this.#options.userAgent,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      body: body === undefined ? undefined : bodyText(body, contentType),
      signal: request.signal,
      writes: request.method !== 'GET' && request.query?.['dryRun'] === undefined,
    }
  }

  async #read(message: IncomingMessage): Promise<string> {
    const { idle } = this.#timeouts
    const timer = setTimeout(() => message.destroy(new TimeoutError('answer', idle)), idle)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of message) {
        chunks.push(chunk)
        timer.refresh()
      }
    } finally {
      clearTimeout(timer)
    }
    const body = Buffer.concat(chunks)
    return (message.headers['content-encoding'] === 'gzip' ? await unzip(body) : body).toString('utf8')
  }

  /** Throws for anything but success; hands warnings on. */
  #inspect(request: Request, message: IncomingMessage, text: string): void {
    const status = message.statusCode ?? 0
    if (status >= 300 && status < 400) throw this.#notKubernetes(`a redirect to ${message.headers.location}`)
    if (status >= 300) {
      const hint = status === 401 ? this.#credentials.loginHint : undefined
      throw statusError({
        status,
        text,
        request: `${request.method} ${request.path}`,
        retryAfter: message.headers['retry-after'],
        hint,
      })
    }
    this.#answered = true
    for (const warning of [message.headers['warning'] ?? []].flat()) this.#warn(warning)
  }

  /** `299 - "text"`, several joined by commas (RFC 7234, 5.5). */
  #warn(header: string): void {
    for (const [, quoted = ''] of header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = quoted.replace(/\\(.)/g, '$1')
      if (this.#warned.has(text)) continue
      this.#warned.add(text)
      this.#options.onWarning?.(text)
    }
  }

  #notKubernetes(found: string): KdeployError {
    return new KdeployError({
      code: 'cluster-unreachable',
      category: 'cluster',
      message: `${this.target.server} doesn't answer as a Kubernetes API server does: it sent ${found || 'no content type'}`,
      ...(this.target.kubeContext === ''
        ? {}
        : { detail: `Kube context ${this.target.kubeContext} of ${this.target.file}` }),
      hint: 'A proxy or a login page may stand in between',
    })
  }
}
