import type { FoundRun } from '../../../history/half-way.ts'

/** A run that stands half-way, in the form that docs/reference/output.md documents. */
export function jsonHalfWay({ id, by, createdAt, releases, left, cutOff, isAlive }: FoundRun) {
  return { id, by, createdAt, releases, left, cutOff, isAlive }
}
