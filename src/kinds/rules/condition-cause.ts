import type { Condition } from '../../manifest/fields.ts'
import type { Cause } from './kind.ts'

/** A condition as a cause; `otherwise` is its message where it has none. */
export function conditionCause({ reason, message }: Condition, otherwise: string, final = false): Cause {
  return { reason: reason || 'NotReady', message: message || otherwise, final }
}

/** Causes without those that say the same as an earlier one: controllers repeat a condition in an event. */
export function distinctCauses(causes: readonly Cause[]): Cause[] {
  return causes.filter(({ message }, index) => causes.findIndex((other) => other.message === message) === index)
}
