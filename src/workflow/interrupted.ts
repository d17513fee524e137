import type { World } from './world.ts'

/** SIGINT or SIGTERM came; nothing more was begun after it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** What to do then; undefined where nothing was begun. */
  readonly next: string | undefined

  constructor(message: string, next?: string) {
    super(message)
    this.next = next
  }
}

/** What to do after a run that was interrupted. */
export const goOn = 'run the same command again: it goes on from what is there'

/** What else an interrupted run has to tell. */
interface Remainder {
  /** Writes that the API server hadn't answered yet. */
  readonly unanswered?: readonly string[]
  readonly deleted?: readonly string[]
  /** What belongs to no release now. */
  readonly letGo?: readonly string[]
  /** Deleted to be made anew, which nobody began. */
  readonly unmade?: Iterable<string>
  /** Jobs that go on by themselves. */
  readonly running?: readonly string[]
}

/** @throws Interrupted that lists what was written before, and the rest of what was done */
export function stopIfInterrupted(world: World, written: readonly string[], rest: Remainder = {}): void {
  if (!world.interrupted.aborted) return
  const { unanswered = [], deleted = [], letGo = [], unmade = [], running = [] } = rest
  const told = writtenDetail(written, unanswered, [...unmade])
  const gone = [...listed('deleted', deleted), ...listed('let go', letGo)]
  const first = told === nothingWritten && gone.length > 0 ? [] : [told]
  const parts = [...first, ...gone, ...listed('left as it is, and may still be running', running)].join('; ')
  throw new Interrupted(parts, parts === nothingWritten ? undefined : goOn)
}

/** For a promise's `catch`: a request that a signal cut off knows nothing of what was done before it, so that `stop` may tell. */
export function orStop(stop: () => void): (error: unknown) => never {
  return (error) => {
    stop()
    throw error
  }
}

function listed(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]
}

const nothingWritten = 'nothing was written'

/** What was done before a run stopped, in a line. `unmade`: what was deleted to be made anew, and wasn't. */
export function writtenDetail(
  written: readonly string[],
  unanswered: readonly string[] = [],
  unmade: readonly string[] = [],
): string {
  const told = [
    written.length > 0 ? `written before that: ${written.join(', ')}` : unmade.length === 0 ? nothingWritten : '',
    unmade.length === 0 ? '' : `deleted, and not made anew: ${unmade.join(', ')} (the same command again makes it)`,
    unanswered.length === 0 ? '' : `written or not, nobody knows: ${unanswered.join(', ')}`,
  ]
  return told.filter((part) => part !== '').join('; ')
}
