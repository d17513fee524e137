import { KdeployError } from '../errors.ts'
import type { Done, Run } from './run.ts'

/** SIGINT or SIGTERM came; nothing more was begun after it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** What to do then; undefined where nothing was begun. */
  readonly next: string | undefined

  constructor(message: string, next: string | undefined, cause: unknown) {
    super(message, { cause })
    this.next = next
  }
}

/** What is told of a run that did nothing. */
export const nothingWritten = 'nothing was written'

/** What to do after a run that was interrupted. */
export const goOn = 'run the same command again: it goes on from what is there'

/** What an interrupted run has to tell besides what it did. */
export interface Remainder {
  /** Writes that the API server may have done without saying so. */
  readonly unanswered?: Iterable<string>
  /** Deletions that it may have done so. */
  readonly perhapsDeleted?: Iterable<string>
  /** Deleted to be made anew, which nobody began. */
  readonly unmade?: Iterable<string>
  /** Jobs that go on by themselves. */
  readonly running?: Iterable<string>
  /** What to do next; default: the same command again. */
  readonly next?: string
}

/** @throws Interrupted that tells what was done, and the rest */
export function stopIfInterrupted(
  { world, done }: Pick<Run, 'world' | 'done'>,
  rest: Remainder = {},
  cause?: unknown,
): void {
  if (!world.interrupted.aborted) return
  const told = whatWasDone(done, rest)
  throw new Interrupted(told ?? nothingWritten, told === undefined ? undefined : (rest.next ?? goOn), cause)
}

/**
 * For a promise's `catch`: a request that a signal cut off knows nothing of what was done before it, so that an interrupted run
 * tells that instead. What the API server refused is thrown on.
 */
export function orInterrupted(run: Pick<Run, 'world' | 'done'>, rest?: Remainder): (error: unknown) => never {
  return (error) => {
    if (isCutOff(error)) stopIfInterrupted(run, rest, error)
    throw error
  }
}

/** Whether a request had no answer, as those have that a signal cuts off. */
export function isCutOff(error: unknown): boolean {
  if (!(error instanceof KdeployError)) return error instanceof Error && error.name === 'AbortError'
  return error.code === 'cluster-unreachable' || error.problems.some(isCutOff)
}

/** What something did, by name. */
type Deeds = { readonly [Kind in keyof Done]?: Iterable<string> }

/** In a line; undefined where nothing was done. */
export function whatWasDone(
  { written = [], deleted = [], letGo = [] }: Deeds,
  rest: Remainder = {},
): string | undefined {
  const { unanswered = [], perhapsDeleted = [], unmade = [], running = [] } = rest
  const deeds = [
    ...listed('written before that', written),
    ...listed('deleted, and not made anew', unmade).map((part) => `${part} (the same command again makes it)`),
    ...listed('written or not, nobody knows', unanswered),
    ...listed('deleted', deleted),
    ...listed('deleted or not, nobody knows', perhapsDeleted),
    ...listed('let go', letGo),
  ]
  const left = listed('left as it is, and may still be running', running)
  if (deeds.length + left.length === 0) return undefined
  return [...(deeds.length === 0 ? [nothingWritten] : deeds), ...left].join('; ')
}

function listed(what: string, names: Iterable<string>): string[] {
  const all = [...names].join(', ')
  return all === '' ? [] : [`${what}: ${all}`]
}
