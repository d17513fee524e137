import { TimeoutError } from '../connection/connection.ts'
import { ProxyError } from '../connection/proxy-error.ts'
import { codeOf } from '../connection/unreachable.ts'
import { ApiError } from '../errors/api-error.ts'
import { ResponseError } from '../errors/response-error.ts'

/** Milliseconds; what tests replace. */
export interface RetryPolicy {
  /** Tries after the first. */
  readonly retries: number
  readonly baseDelay: number
  readonly maxDelay: number
  /** What Retry-After asks for, of all tries together, isn't waited for where it is more. */
  readonly maxRetryAfter: number
  /** From 0 to below 1. */
  readonly random: () => number
}

export const defaultRetries: RetryPolicy = {
  // 16 s on average, 21 at most: an API server that is started again is back by then, and the lock is still held.
  retries: 9,
  baseDelay: 100,
  maxDelay: 5_000,
  maxRetryAfter: 60_000,
  random: Math.random,
}

export interface Attempt {
  /** From 0. */
  readonly number: number
  /** Doing it twice is the same as doing it once: GET, dry-run, server-side apply, what a precondition guards. */
  readonly repeatable: boolean
  /** Milliseconds that Retry-After had this request wait already. */
  readonly waited: number
  /** The server answered an earlier request, so that its address and our settings are right. */
  readonly respondedBefore: boolean
}

/** Codes of a connection that never came about, so that nothing was sent. */
const notConnected = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND'])
const brokenConnection = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT'])

/** Milliseconds to wait before trying again; undefined where trying again is useless or unsafe. */
export function retryDelay(error: unknown, attempt: Attempt, policy: RetryPolicy): number | undefined {
  if (attempt.number >= policy.retries || !retryable(error, attempt)) return undefined
  if (error instanceof ApiError && error.retryAfter !== undefined) {
    const wait = error.retryAfter * 1000
    return attempt.waited + wait > policy.maxRetryAfter ? undefined : wait + policy.random() * policy.baseDelay
  }
  const ceiling = Math.min(policy.maxDelay, policy.baseDelay * 2 ** attempt.number)
  return ceiling / 2 + (policy.random() * ceiling) / 2
}

function retryable(error: unknown, attempt: Attempt): boolean {
  if (error instanceof ApiError) return retryableResponse(error, attempt)
  if (error instanceof ProxyError || error instanceof ResponseError) return false
  const code = codeOf(error)
  if (notConnected.has(code)) return attempt.respondedBefore
  // One that began, and didn't come to its end in minutes, would only take them again.
  if (error instanceof TimeoutError && error.phase === 'complete response') return false
  if (error instanceof TimeoutError) return attempt.repeatable && attempt.respondedBefore && attempt.number < 2
  return attempt.repeatable && brokenConnection.has(code)
}

/** Whether the outcome is unknown: the server may have done it without confirming. */
export function mayHaveHappened(error: unknown): boolean {
  return error instanceof ApiError ? error.status >= 500 : !notConnected.has(codeOf(error))
}

/**
 * 429 means that the server didn't begin (API priority and fairness), so anything may be repeated. A 5xx may come
 * after the write happened. An invalid typed patch is answered 500 as well: it stays invalid.
 */
function retryableResponse(error: ApiError, attempt: Attempt): boolean {
  if (error.status === 429) return true
  if (!attempt.repeatable) return false
  if (error.status === 503 || error.status === 502 || error.status === 504) return true
  return (
    error.status === 500 &&
    /etcdserver|leader changed|no leader|connection refused|i\/o timeout|the server is shutting down/i.test(
      error.message,
    )
  )
}
