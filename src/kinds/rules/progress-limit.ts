import type { KubeObject } from '../../manifest/types.ts'
import type { Kind } from './kind.ts'

/** In milliseconds. */
export const minute = 60_000

/** Of a kind that names no other. */
const defaultProgressLimit = 10 * minute

/** Milliseconds that a controller's own deadline may come late. */
const lateness = 15_000

/**
 * Milliseconds that an object may go without progress. A deadline of its own counts instead of its kind's progressLimit: its controller says
 * when that has passed, so this is for when it doesn't.
 */
export function progressLimitOf(kind: Kind, object: KubeObject): number {
  const deadline = kind.ownDeadline?.(object)
  return deadline === undefined ? (kind.progressLimit ?? defaultProgressLimit) : deadline * 1000 + lateness
}
