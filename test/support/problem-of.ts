import { KdeployError } from '../../src/errors.ts'

/** The KdeployError that a function throws. */
export function problemOf(run: () => unknown): KdeployError {
  try {
    run()
  } catch (error) {
    if (error instanceof KdeployError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
