import type { FieldPath } from '../../field-path.ts'

/** What is wrong with a value, wherever it stands. */
export interface ValueProblem {
  readonly kind: ProblemKind
  /** Without the path, and without what the value holds: `must be an integer`. */
  readonly message: string
  /** What the value holds, which an error may have to leave out: `is "3"`. */
  readonly found?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
}

/** What is wrong with a field of an object. */
export interface Problem extends ValueProblem {
  /** The field; of a missing one, what it is missing from. */
  readonly path: FieldPath
}

export type ProblemKind =
  /** No such field. */
  | 'unknown'
  | 'type'
  | 'missing'
  /** Of the right type, but not allowed. */
  | 'value'
  /** In a list that tells its items apart. */
  | 'duplicate'

/** The whole message: `must be an integer, but is "3"`. */
export function problemText({ message, found }: ValueProblem): string {
  return found === undefined ? message : `${message}, but ${found}`
}
