import type { Settings } from './environment.ts'
import type { PyError } from './python/error.ts'

/** What to write instead, for errors that have a usual cause. */
export function findHint(error: PyError, settings: Settings): string | undefined {
  void settings
  void error
  return undefined
}
