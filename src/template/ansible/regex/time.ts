import { createContext, Script } from 'node:vm'
import { lazily } from '../../../lazily.ts'
import { PyError, raise } from '../../python/error.ts'
import { limits } from '../../python/limits.ts'

/** What the script runs: `node:vm` is the only thing that interrupts V8 within a match. Templates reach none of it. */
const room: { match: () => void } = { match: () => undefined }
const context = lazily(() => createContext(room, { name: 'regular expression' }))
const script = lazily(() => new Script('match()'))

/** Whether matching the pattern may take more than a look at each character. */
export function mayBacktrack(pattern: string): boolean {
  return /[*+?{]/.test(pattern)
}

/**
 * Runs a regular expression for as long as the render has left: some patterns take a time exponential in the text.
 * @throws PyError LimitError where the time is up, or V8 has no stack or memory for the match.
 */
export function matchInTime<Result>(match: () => Result): Result {
  if (limits.deadline === Number.POSITIVE_INFINITY) return guarded(match)
  const timeout = Math.max(1, Math.ceil(limits.deadline - limits.now()))
  const before = room.match
  let result: { readonly value: Result } | undefined
  room.match = () => {
    result = { value: guarded(match) }
  }
  try {
    script().runInContext(context(), { timeout })
  } catch (error) {
    if (!isTimeout(error)) throw error
    raise('LimitError', 'a regular expression exceeds the time limit of the render')
  } finally {
    room.match = before
  }
  if (result === undefined) throw new Error('A match ended without a result')
  return result.value
}

/** The error is one of the context's own realm. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === timedOut
}

const timedOut = 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** A match or a compilation of a pattern; V8's own limits become ours. */
export function guarded<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof PyError || !(error instanceof RangeError || error instanceof SyntaxError)) throw error
    return raise('LimitError', 'a regular expression is too large, or needs too much memory for its text')
  }
}
