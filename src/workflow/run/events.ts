import type { KdeployError, Place } from '../../errors.ts'
import type { Freeze, StoredFreeze } from '../../history/records/freeze.ts'
import type { Release } from '../../history/records/release.ts'
import type { Cause, Counts } from '../../kinds/rules/kind.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { PlanCounts } from '../../plan/build.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Impact } from '../../plan/impact/impact.ts'
import type { Action, HookPhase } from '../../plan/types.ts'
import type { Ledger } from './ledger.ts'

/** Why a workload isn't ready, and what its container last said. */
export interface FailureReport {
  readonly ref: ObjectRef
  readonly place: Place | undefined
  readonly message: string
  readonly causes: readonly ReportedCause[]
}

export interface ReportedCause extends Cause {
  /** The last lines of the container's log, oldest first. */
  readonly lines: readonly string[]
}

/** An object that isn't ready, and what is known of it. */
export interface Unready {
  readonly ref: ObjectRef
  readonly message: string
  readonly causes: readonly Cause[]
}

/** What a use case tells while it runs; output decides how it looks. */
export type Event =
  | Start
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'warning'; readonly message: string; readonly place?: Place | undefined }
  /** The plan is made; nothing was written yet. */
  | ({
      readonly type: 'planned'
      readonly hooks?: number | undefined
      /** Manifests that have an error, and so are in no other count. */
      readonly refused?: number | undefined
      /** Of a delete, which changes nothing else: what stays. */
      readonly kept?: number | undefined
    } & PlanCounts)
  /** What would change of an object, told to who asks for it before agreeing. */
  | { readonly type: 'impact'; readonly impact: Impact }
  | { readonly type: 'difference'; readonly diff: ObjectDiff }
  | { readonly type: 'written'; readonly ref: ObjectRef; readonly action: Exclude<Action, 'unchanged'> | 'restart' }
  /** An undo leaves an object as it is, as it can't be restored. */
  | { readonly type: 'not-restored'; readonly ref: ObjectRef; readonly problem: KdeployError }
  /** An object that is no longer rendered was deleted, and isn't gone yet. `reason`: what holds it. */
  | { readonly type: 'deleting'; readonly ref: ObjectRef; readonly reason: string }
  /** An object that is no longer rendered is gone. */
  | { readonly type: 'deleted'; readonly ref: ObjectRef }
  /** An object that is no longer rendered was orphaned: it stays, no longer part of a release. */
  | { readonly type: 'orphaned'; readonly ref: ObjectRef; readonly reason: string }
  /** An object belongs to the release under its new name: `name/PROFILE/namespace`. */
  | { readonly type: 'moved'; readonly ref: ObjectRef; readonly to: string }
  /** A release was frozen; `now` in milliseconds since 1970, by the API server's clock. */
  | { readonly type: 'frozen'; readonly release: Release; readonly freeze: Freeze; readonly now: number }
  /** The freeze of a release was lifted. */
  | { readonly type: 'thawed'; readonly release: Release; readonly freeze: StoredFreeze['freeze'] }
  /** A Job begins that runs before or after the deploy. */
  | { readonly type: 'hook'; readonly ref: ObjectRef; readonly phase: HookPhase }
  /** A line of its log. */
  | {
      readonly type: 'log'
      readonly ref: ObjectRef
      readonly pod: string
      readonly container: string
      readonly line: string
    }
  /** A workload's state changed while it is waited for. */
  | {
      readonly type: 'progress'
      readonly ref: ObjectRef
      readonly message: string
      readonly counts: Counts | undefined
      /** What may keep it from becoming ready; the gravest first. */
      readonly causes?: readonly Cause[] | undefined
      /** The message says how to do without the wait. */
      readonly isOptional?: boolean | undefined
    }
  | {
      readonly type: 'ready'
      readonly ref: ObjectRef
      readonly message: string
      readonly counts?: Counts | undefined
    }
  /** What isn't ready when the waiting ends since something failed (then before the first `failed`) or a signal came. */
  | { readonly type: 'unready'; readonly objects: readonly Unready[] }
  | { readonly type: 'failed'; readonly report: FailureReport }
  /** What ended the writes, where the run goes on to undo them. */
  | { readonly type: 'error'; readonly problem: KdeployError }
  /** Sent every 30 seconds while something is waited for. `elapsed` in milliseconds. */
  | { readonly type: 'reminder'; readonly waitingFor: readonly Unready[]; readonly elapsed: number }

/** Where the run goes: the first that it tells. */
export interface Start {
  readonly type: 'start'
  /** undefined where none is known. */
  readonly release: Release | undefined
  readonly namespace: string
  /** `''` where none is used, as in a pod. */
  readonly kubeContext: string
  readonly server: string
  /** The user that all requests impersonate. Default: nobody. */
  readonly as?: string | undefined
}

/** A run begins; its ledger says at any time what it did. Shown nowhere itself. */
export interface Begun {
  readonly type: 'begun'
  readonly ledger: Ledger
}

/** What a person is told besides progress and errors. */
export type Notice = Extract<Event, { readonly type: 'notice' | 'warning' }>

export type Emit = (event: Event | Begun) => void
