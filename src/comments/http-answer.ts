import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http'
import { ProxyError } from '../cluster/connection/proxy-error.ts'
import { codeOf, describeCause } from '../cluster/connection/unreachable.ts'
import { ResponseError } from '../cluster/errors/response-error.ts'
import { shorten } from '../shorten.ts'
import { CommentProblem } from './comment-problem.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** What its JSON holds; undefined where it has no content. */
  readonly json: unknown
}

/** A request as it is told. */
export interface ToldRequest {
  /** `GitHub`. */
  readonly host: string
  readonly method: Method
  readonly url: URL
}

/** Characters that are shown of what a host says. */
const longestMessage = 300

/** What an answer holds that is not JSON: a login page, or what a proxy says. */
const notJson = Symbol('not JSON')

export function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return notJson
  }
}

export function isAnswer(value: unknown): value is HttpAnswer {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && 'status' in value
}

/** Where a redirect leads to; undefined where it is none. */
export function redirectOf({ status, headers }: HttpAnswer, from: URL): URL | undefined {
  const { location } = headers
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined
}

/** Whether a redirect has the same method; what 301 and 302 make of another than GET isn't defined (RFC 9110, 15.4). */
export function mayFollow(method: Method, status: number): boolean {
  return method === 'GET' || status === 307 || status === 308
}

/** The answer, where it is one. @throws CommentProblem for every other status than success, and what is not JSON */
export function answerOf(answer: unknown, told: ToldRequest, expect: readonly number[]): HttpAnswer {
  const { host, method, url } = told
  const request = `${method} ${url.pathname}`
  if (!isAnswer(answer)) throw failureOf(answer, told)
  const { status, json } = answer
  if (expect.includes(status)) return answer
  if (status >= 200 && status < 300) {
    if (json !== notJson) return answer
    throw new CommentProblem(`${host} answered ${request} with something other than JSON`, { status })
  }
  const said = messageIn(json)
  const words = said === '' ? (STATUS_CODES[status] ?? '') : shorten(said, { most: longestMessage })
  throw new CommentProblem(`${host} refused ${request}: ${`${status} ${words}`.trim()}`, {
    status,
    mayHaveHappened: method === 'POST' && status >= 500,
  })
}

function failureOf(error: unknown, { host, method, url }: ToldRequest): CommentProblem {
  if (error instanceof CommentProblem) return error
  return new CommentProblem(`${host} can't be used: ${method} ${url.pathname}: ${causeOf(error, url)}`, {
    mayHaveHappened: method === 'POST' && !isNeverSent(error),
    cause: error,
  })
}

/** Codes of a connection that never came about, so that nothing was sent. */
const notConnected = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND'])

function isNeverSent(error: unknown): boolean {
  return error instanceof ProxyError || notConnected.has(codeOf(error))
}

function causeOf(error: unknown, url: URL): string {
  if (!(error instanceof ResponseError)) return describeCause(error, url.hostname)
  return `${error.code === 'response-too-large' ? 'its response' : 'it'} ${error.message}`
}

/** What a refusal says, in the forms of GitHub (`message`) and GitLab (`message`, which may be a map, or `error`). */
function messageIn(json: unknown): string {
  if (typeof json !== 'object' || json === null) return ''
  const { message, error_description: described, error } = json as Readonly<Record<string, unknown>>
  const said = message ?? described ?? error
  return typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said)
}
