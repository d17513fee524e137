/** A place a reader can open: `file:line:column`, lines and columns from 1. */
export interface Place {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}

/**
 * Who can mend the problem, which decides the exit code (cli/session/exit-codes.ts):
 * `input` 2 · `cluster` 3 · `conflict` 4 · `workload` 5.
 */
export type Category = 'input' | 'cluster' | 'conflict' | 'workload'

export interface ErrorDetails {
  /** Stable, kebab-case, for scripts and documentation: `profile-unknown`. */
  readonly code: string
  readonly category: Category
  /** What is wrong, with the offending value; one line, no full stop at the end. */
  readonly message: string
  readonly place?: Place | undefined
  /** Preformatted lines under the message: a source excerpt with a caret, a list of what exists. */
  readonly detail?: string | undefined
  /** What to do about it; one line. */
  readonly hint?: string | undefined
  readonly cause?: unknown
  /** Problems of one phase that were collected before failing it. */
  readonly problems?: readonly KdeployError[] | undefined
}

/** An error that a user can reach and act on. Impossible states throw a plain Error instead. */
export class KdeployError extends Error {
  override readonly name: string = 'KdeployError'
  readonly code: string
  readonly category: Category
  readonly place: Place | undefined
  readonly detail: string | undefined
  readonly hint: string | undefined
  readonly problems: readonly KdeployError[]

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.category = details.category
    this.place = details.place
    this.detail = details.detail
    this.hint = details.hint
    this.problems = details.problems ?? []
  }
}

/** The same error, which says in one more line of its detail what it was about; `hint` in place of its own where that is given. */
export function withDetail(error: KdeployError, line: string, hint = error.hint): KdeployError {
  const { code, category, message, place, problems, cause } = error
  const detail = error.detail === undefined ? line : `${error.detail}\n${line}`
  return new KdeployError({ code, category, message, place, detail, hint, problems, cause })
}

/** What was thrown, in a line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** `file:line:column`, as editors and terminals link it. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
}

/** Throws the only problem, or one error that holds them all; returns where there is none. */
export function throwCollected(problems: readonly KdeployError[], summary: (count: number) => string): void {
  const [first] = problems
  if (first === undefined) return
  if (problems.length === 1) throw first
  throw new KdeployError({ code: first.code, category: first.category, message: summary(problems.length), problems })
}
