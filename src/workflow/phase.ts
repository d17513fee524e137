import type { World } from './world.ts'

/** Runs a phase of a use case; the trace is told how long it took, also where it failed. */
export async function phase<Result>(
  { now, trace }: Pick<World, 'now' | 'trace'>,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  if (trace === undefined) return run()
  const began = now()
  try {
    return await run()
  } finally {
    trace(`${name} took ${now() - began} ms`)
  }
}
