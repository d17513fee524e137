import type { KdeployError, Place } from '../errors.ts'
import type { Failure } from './failure.ts'

/** What became of a test's snapshot; a new one is `written`. */
export type SnapshotState = 'unchanged' | 'written' | 'updated'

/** How one test went for one profile; a file that can't be run counts as a test that failed. */
export interface TestResult {
  /** The file as messages name it. */
  readonly file: string
  /** undefined: the file itself. */
  readonly name: string | undefined
  readonly profile: string | undefined
  readonly place: Place
  /** Empty: it passed. */
  readonly failures: readonly Failure[]
  readonly snapshot: SnapshotState | undefined
  /** In milliseconds. */
  readonly elapsed: number
}

/** A snapshot that no test has any more. */
export interface UnusedSnapshot {
  /** As messages name it. */
  readonly file: string
  readonly isRemoved: boolean
  /** Why it couldn't be removed. */
  readonly problem?: KdeployError
}

/** All tests that ran, in the order of their files. */
export interface TestReport {
  readonly results: readonly TestResult[]
  readonly unused: readonly UnusedSnapshot[]
  /** In milliseconds. */
  readonly elapsed: number
}
