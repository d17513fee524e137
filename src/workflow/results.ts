import type { ObjectRef } from '../manifest/types.ts'
import type { FailureReport } from './events.ts'

/** How an apply ended. */
export interface Deployed {
  /** The new revision's number; undefined where nothing changed. */
  readonly revision: number | undefined
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  /** Workloads that failed or weren't ready in time; empty when all are ready. */
  readonly failures: readonly FailureReport[]
}

/** How an undo of a release ended. */
export interface Undone extends Deployed {
  /** The revision that was brought back. */
  readonly target: number
}

/** How an undo of one workload ended. */
export interface UndoneWorkload {
  readonly ref: ObjectRef
  /** The workload's own revision that was brought back. */
  readonly target: number
  /** False where the workload had that template already. */
  readonly changed: boolean
  readonly failures: readonly FailureReport[]
}

/** One manifest as it would be applied. */
export interface RenderedManifest {
  readonly template: string
  readonly yaml: string
}

/** One template's text, exactly as it was rendered. */
export interface RenderedText {
  readonly template: string
  readonly text: string
}
