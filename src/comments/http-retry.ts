import { ProxyError } from '../cluster/connection/proxy-error.ts'
import { codeOf } from '../cluster/connection/unreachable.ts'
import { ResponseError } from '../cluster/errors/response-error.ts'
import { secondsOf } from '../cluster/transport/retry-after.ts'
import { CommentProblem } from './comment-problem.ts'
import type { HttpAnswer, Method } from './http-answer.ts'

/** Tries after the first. */
const mostRetries = 3

/** Milliseconds. */
export interface RetryLimits {
  /** What Retry-After may ask for at a time. */
  readonly maxRetryAfter: number
  /** Before the first retry; each later one waits twice as long. */
  readonly baseDelay: number
}

/** Codes of a connection that may come about at another try. */
const transient = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNREFUSED'])

/**
 * Milliseconds until another try, of an answer or of an error; undefined where that is useless, or would do twice what is to be done
 * once. `retries`: those before.
 */
export function delayOf(
  answer: HttpAnswer | unknown,
  method: Method,
  retries: number,
  { baseDelay, maxRetryAfter }: RetryLimits,
): number | undefined {
  if (retries >= mostRetries) return undefined
  const delay = baseDelay * 2 ** retries
  const isRepeatable = method !== 'POST'
  if (answer instanceof Error) return isRepeatable && isTransient(answer) ? delay : undefined
  const { status, headers } = answer as HttpAnswer
  const seconds = secondsOf(headers['retry-after'], headers.date)
  // A limit on many requests within a short time, which GitHub also tells by 403: nothing was done.
  const isLimited = status === 429 || (status === 403 && seconds !== undefined)
  const isBusy = isRepeatable && [500, 502, 503, 504].includes(status)
  if (!isLimited && !isBusy) return undefined
  if (seconds === undefined) return delay
  return seconds * 1000 > maxRetryAfter ? undefined : seconds * 1000
}

function isTransient(error: Error): boolean {
  if (error instanceof ProxyError || error instanceof ResponseError || error instanceof CommentProblem) return false
  return transient.has(codeOf(error))
}
