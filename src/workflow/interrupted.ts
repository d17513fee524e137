import type { World } from './world.ts'

/** SIGINT or SIGTERM came; nothing more was begun after it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** @throws Interrupted that lists what was written before */
export function stopIfInterrupted(world: World, written: readonly string[]): void {
  if (world.interrupted.aborted) throw new Interrupted(writtenDetail(written))
}

export function writtenDetail(written: readonly string[]): string {
  return written.length === 0 ? 'nothing was written' : `written before that: ${written.join(', ')}`
}
