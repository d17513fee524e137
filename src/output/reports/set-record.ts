import type { EndedRelease } from '../sets/ended-release.ts'
import type { RunRecord } from './run-record.ts'

/** A release of a set, as reports tell it. */
export interface RecordedRelease {
  readonly ended: EndedRelease
  /** undefined: it never began. */
  readonly record: RunRecord | undefined
}

/** A run on several releases as its reports tell it, whatever its end. */
export interface SetRecord {
  readonly command: string
  readonly run: string
  readonly exitCode: number
  /** Milliseconds. */
  readonly elapsed: number
  readonly interrupted: boolean
  /** What ended it that is of no release. */
  readonly error: unknown
  /** In the order of the set. */
  readonly releases: readonly RecordedRelease[]
  /** Warnings that no release told. */
  readonly warnings: readonly string[]
  /** What a person read at the end, without the table: masked, and with nothing in it that a terminal or a CI acts on. */
  readonly lines: readonly string[]
}
