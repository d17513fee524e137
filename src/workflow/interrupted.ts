import type { World } from './world.ts'

/** SIGINT or SIGTERM came; nothing more was begun after it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** @throws Interrupted that lists what was written before, and the writes that the API server hadn't answered yet */
export function stopIfInterrupted(world: World, written: readonly string[], unanswered: readonly string[] = []): void {
  if (!world.interrupted.aborted) return
  const unknown = unanswered.length === 0 ? '' : `; written or not, nobody knows: ${unanswered.join(', ')}`
  throw new Interrupted(writtenDetail(written) + unknown)
}

export function writtenDetail(written: readonly string[]): string {
  return written.length === 0 ? 'nothing was written' : `written before that: ${written.join(', ')}`
}
