import type { Vanished } from './types.ts'

/** What of it is deleted. */
export function deletedOf(vanished: readonly Vanished[]): Vanished[] {
  return vanished.filter(({ keptBecause }) => keptBecause === undefined)
}

/** What of it stays, and stays a member. */
export function keptOf(vanished: readonly Vanished[]): Vanished[] {
  return vanished.filter(({ keptBecause, letGo }) => keptBecause !== undefined && !letGo)
}

/** What of it stays, and is a member no longer. */
export function letGoOf(vanished: readonly Vanished[]): Vanished[] {
  return vanished.filter(({ letGo }) => letGo)
}
