import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { KdeployError } from '../../errors.ts'
import { parseJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'
import type { CredentialSource, Credentials } from '../access/credentials.ts'
import type { Environment, KubeTarget } from '../access/kube-target.ts'
import { Connection, type Exchange, type Timeouts } from '../connection/connection.ts'
import { Interruption } from '../connection/interruption.ts'
import { errorLimit, objectLimit } from '../connection/limits.ts'
import { unreachable } from '../connection/unreachable.ts'
import { ApiError } from '../errors/api-error.ts'
import { explainResponse, ResponseError } from '../errors/response-error.ts'
import { statusError } from '../errors/status.ts'
import { maskPath } from './mask-path.ts'
import type { Request } from './request.ts'
import { bodyText } from './request-body.ts'
import { type ResponseBody, readBody } from './response-body.ts'
import { defaultRetries, mayHaveHappened, type RetryPolicy, retryDelay } from './retry.ts'
import { secondsOf } from './retry-after.ts'
import { ServerClock } from './server-clock.ts'
import { reasonOf, type Trace, traced, traceEnd } from './trace.ts'
import { type HeldWarning, Warnings } from './warnings.ts'

export interface TextResponse extends ResponseBody {
  readonly contentType: string
}

export interface TransportOptions {
  readonly environment: Environment
  readonly userAgent: string
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly retries?: Partial<RetryPolicy> | undefined
  /** The API server's Warning headers, each text once: deprecated versions, for example. */
  readonly onWarning?: ((text: string) => void) | undefined
  readonly trace?: Trace | undefined
  /** Masks what may be sensitive in a path or a warning. Default: nothing is. */
  readonly mask?: ((text: string) => string) | undefined
  /** See Interruption. */
  readonly interrupted?: AbortSignal | undefined
}

const defaultTimeouts: Timeouts = { connect: 15_000, response: 65_000, idle: 60_000, whole: 300_000 }

/** A pause before another try is told from this length on, in milliseconds. */
const reportFrom = 10_000

/** Requests to one API server: credentials, time limits, retries of what is safe, and answers as text or errors. */
export class Transport {
  readonly target: KubeTarget
  readonly #connection: Connection
  readonly #credentials: CredentialSource
  readonly #options: TransportOptions
  readonly #timeouts: Timeouts
  readonly #retries: RetryPolicy
  readonly #interruption: Interruption
  readonly #clock = new ServerClock()
  readonly #warnings: Warnings
  #answered = false
  /** Until when requests are known to pause, by the monotonic clock. */
  #reportedUntil = 0
  /** A request failed and none has succeeded since: later ones are retried at most once. */
  #silent = false

  constructor(target: KubeTarget, credentials: CredentialSource, options: TransportOptions) {
    this.target = target
    this.#credentials = credentials
    this.#options = options
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts }
    this.#retries = { ...defaultRetries, ...options.retries }
    this.#warnings = new Warnings((text) => options.onWarning?.(this.#mask(text)))
    this.#interruption = new Interruption(options.interrupted)
    this.#connection = new Connection(target, options.environment, this.#timeouts, this.#interruption)
  }

  /** Milliseconds since 1970 by the API server's clock, as its answers tell it. */
  serverClock(): number {
    return this.#clock.now()
  }

  /** The answer's body parsed. @throws ApiError, or `cluster-unreachable` */
  async json(request: Request): Promise<Json> {
    return this.parse(request, await this.request(request))
  }

  /** An answer's body parsed. @throws KdeployError `response-malformed` */
  parse(request: Request, answer: TextResponse): Json {
    try {
      return parseJson(answer.text)
    } catch {
      const [type = 'no content type'] = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(answer.contentType) ?? []
      const sent = type.includes('json') ? 'invalid JSON' : type
      throw this.malformed(request, `sent ${answer.text.trim() === '' ? 'nothing' : sent}`)
    }
  }

  async request(request: Request): Promise<TextResponse> {
    return this.#retrying(request, async (credentials) => {
      const exchange = this.#exchange(request)
      const { message, body } = await traced(this.#options.trace, this.#shown(exchange), async () => {
        const message = await this.#connection.exchange(exchange, credentials)
        return { message, body: await this.#read(request, message) }
      })
      this.#inspect(request, message, body.text)
      return { contentType: message.headers['content-type'] ?? '', ...body }
    })
  }

  /** An answer that can't be what was asked for; `problem` after `it`: `sent a list`. */
  malformed(request: Pick<Request, 'method' | 'path'>, problem: string): KdeployError {
    return this.#explainAnswer(new ResponseError('response-malformed', problem), request)
  }

  /** An answer of which there is more than is ever read; `problem` after `its answer`: `has over 5000 pages`. */
  tooLarge(request: Pick<Request, 'method' | 'path'>, problem: string): KdeployError {
    return this.#explainAnswer(new ResponseError('response-too-large', problem), request)
  }

  /** An answer that goes on: watches and followed logs. Its reader limits the time; a failure in it is Node's error. */
  async stream(request: Request): Promise<IncomingMessage> {
    return this.#retrying(request, async (credentials) => {
      const { trace } = this.#options
      const exchange = { ...this.#exchange(request), stream: true }
      const shown = this.#shown(exchange)
      const { message } = await traced(trace, { ...shown, what: 'watch begins: ' }, async () => ({
        message: await this.#connection.exchange(exchange, credentials),
      }))
      if (message.statusCode !== 200) this.#inspect(request, message, (await this.#read(request, message)).text)
      this.#answered = true
      this.#clock.note(message.headers.date)
      traceEnd(trace, shown.path, message, request.signal)
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
    let waited = 0
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
          this.#options.trace?.('401: requesting new credentials')
          if (await this.#credentials.renew(credentials)) continue
        }
        const policy = this.#silent ? { ...this.#retries, retries: Math.min(this.#retries.retries, 1) } : this.#retries
        const delay = retryDelay(error, { number, repeatable, waited, respondedBefore: this.#answered }, policy)
        if (delay !== undefined) this.#reportRetry(request, error, delay)
        if (error instanceof ApiError && error.retryAfter !== undefined) waited += error.retryAfter * 1000
        if (delay !== undefined && (await this.#pause(delay, request.signal))) {
          if (mayHaveHappened(error)) {
            unsure = this.explain(error, request)
            request.onRepeat?.()
          }
          continue
        }
        this.#silent = !(error instanceof ApiError)
        throw this.explain(error, request)
      }
    }
  }

  /** A failure of a request as what is thrown of it: ApiError, or KdeployError `cluster-unreachable`. */
  explain(error: unknown, request: Pick<Request, 'method' | 'path'>): unknown {
    if (error instanceof KdeployError) return error
    if (error instanceof ResponseError) return this.#explainAnswer(error, request)
    return error instanceof ApiError ? error : unreachable(error, this.target)
  }

  #explainAnswer(error: ResponseError, { method, path }: Pick<Request, 'method' | 'path'>): KdeployError {
    return explainResponse(error, this.target, `${method} ${this.#maskPath(path)}`)
  }

  #mask(text: string): string {
    return this.#options.mask?.(text) ?? text
  }

  #maskPath(path: string): string {
    const { mask } = this.#options
    return mask === undefined ? path : maskPath(path, mask)
  }

  #shown(exchange: Exchange): Exchange {
    return this.#options.trace === undefined ? exchange : { ...exchange, path: this.#maskPath(exchange.path) }
  }

  #reportRetry({ method, path }: Request, error: unknown, delay: number): void {
    if (delay >= reportFrom && performance.now() >= this.#reportedUntil) {
      this.#reportedUntil = performance.now() + delay
      this.#options.onWarning?.(
        `the API server asked to retry after ${Math.round(delay / 1000)} s (${reasonOf(error)}); waiting`,
      )
    }
    this.#options.trace?.(
      `${method} ${this.#maskPath(path)}: trying again in ${Math.round(delay)} ms, because of ${reasonOf(error)}`,
    )
  }

  /** Keeps the API server's warnings back until what it returns is called, which gives them, masked. */
  holdWarnings(): () => HeldWarning[] {
    const release = this.#warnings.hold()
    return () => release().map(({ text, path }) => ({ text: this.#mask(text), path }))
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

  /** Of an error that is too large only its status counts. */
  async #read({ limit = objectLimit, cut }: Request, message: IncomingMessage): Promise<ResponseBody> {
    const isError = (message.statusCode ?? 0) >= 300
    const { idle, whole } = this.#timeouts
    const options = isError ? { limit: errorLimit, cut: true } : { limit, cut }
    const body = await readBody(message, { ...options, idle, whole })
    return isError && body.isCut ? { ...body, text: '' } : body
  }

  /** Throws for anything but success; hands warnings on. */
  #inspect(request: Request, message: IncomingMessage, text: string): void {
    const status = message.statusCode ?? 0
    if (status >= 300 && status < 400)
      throw this.malformed(request, `sent a redirect${originOf(message.headers.location)}`)
    if (status >= 300) {
      const hint = status === 401 ? this.#credentials.loginHint : undefined
      throw statusError({
        status,
        text,
        request: `${request.method} ${request.path}`,
        retryAfter: secondsOf(message.headers['retry-after'], message.headers.date),
        hint,
      })
    }
    this.#answered = true
    this.#clock.note(message.headers.date)
    for (const warning of [message.headers['warning'] ?? []].flat()) this.#warnings.take(warning, request.path)
  }
}

/** Where a redirect leads, without its path, which may hold a token; `''` where that isn't known. */
function originOf(location = ''): string {
  return URL.canParse(location) ? ` to ${new URL(location).origin}` : ''
}
