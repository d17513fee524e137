import type { World } from './world.ts'

/** Runs a phase of a use case; the trace is told how long it took, also where it failed. */
export async function phase<Result>(
  { monotonicClock, trace }: Pick<World, 'monotonicClock' | 'trace'>,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  if (trace === undefined) return run()
  const began = monotonicClock()
  try {
    return await run()
  } finally {
    trace(`${name} took ${monotonicClock() - began} ms`)
  }
}
