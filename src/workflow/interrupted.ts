import type { World } from './world.ts'

/** SIGINT or SIGTERM came; nothing more was begun after it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** What else an interrupted run has to tell. */
interface Remainder {
  /** Writes that the API server hadn't answered yet. */
  readonly unanswered?: readonly string[]
  readonly deleted?: readonly string[]
  /** Jobs that go on by themselves. */
  readonly running?: readonly string[]
}

/** @throws Interrupted that lists what was written before, and the rest of what was done */
export function stopIfInterrupted(world: World, written: readonly string[], rest: Remainder = {}): void {
  if (!world.interrupted.aborted) return
  const { unanswered = [], deleted = [], running = [] } = rest
  const gone = deleted.length === 0 ? '' : `; deleted: ${deleted.join(', ')}`
  const left = running.length === 0 ? '' : `; left as it is, and may still be running: ${running.join(', ')}`
  throw new Interrupted(writtenDetail(written, unanswered) + gone + left)
}

export function writtenDetail(written: readonly string[], unanswered: readonly string[] = []): string {
  const unknown = unanswered.length === 0 ? '' : `; written or not, nobody knows: ${unanswered.join(', ')}`
  return (written.length === 0 ? 'nothing was written' : `written before that: ${written.join(', ')}`) + unknown
}
