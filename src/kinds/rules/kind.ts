import type { JsonObject, KubeObject } from '../../manifest/types.ts'
import type { Children, ChildType } from './children.ts'
import type { KindRules } from './rule.ts'

/** Pods of a workload: how many run the newest template, how many serve, how many there should be. */
export interface Counts {
  readonly updated: number
  readonly ready: number
  readonly total: number
}

/** One reason why an object isn't ready, in words for a person. */
export interface Cause {
  /** Kubernetes' own word: `ImagePullBackOff`, `CrashLoopBackOff`, `OOMKilled`, `Unschedulable`, `FailedCreate`. */
  readonly reason: string
  /** One line, e.g. `image "app:typo" isn't in the registry: not found`. */
  readonly message: string
  readonly pod?: string | undefined
  readonly container?: string | undefined
  /** Which log explains it; undefined where none does. */
  readonly log?: { readonly container: string; readonly previous: boolean } | undefined
  /** The node whose state explains it, for whoever may read that. */
  readonly node?: string | undefined
  /** Waiting longer won't help. */
  readonly final: boolean
  /** The controller waits for the pod and never replaces it: it must be deleted, `now`, or once another template is written. */
  readonly mustDelete?: 'now' | 'later' | undefined
}

/** What an object's own state and its children's say. */
export interface Assessment {
  readonly state: 'ready' | 'progressing' | 'failed'
  /** What it is waiting for, or how it ended: `1 of 3 replicas updated`. */
  readonly message: string
  readonly counts?: Counts | undefined
  readonly causes: readonly Cause[]
  /** The message says how to do without the wait, so it is to be seen. */
  readonly isOptional?: boolean
  /** Changes as it comes on, where its counts don't show that: the step of a canary. */
  readonly progress?: string | undefined
  /** What is seen tells of an earlier spec, so that no rule may go by it. */
  readonly isUnseen?: boolean
}

/** All that kdeploy knows of waiting for objects of one kind. A new kind is one file and one line of the registry. */
export interface Kind {
  /** `''` for the core group. */
  readonly group: string
  readonly kind: string
  /** What `assess` wants to see; none for kinds that tell it all themselves. */
  readonly children: readonly ChildType[]
  /** It keeps running, so that its readiness can be lost again; a Job that completed stays so. */
  readonly keepsRunning?: boolean
  /** Only conventions tell of it, so that a rule by annotation takes their place. */
  readonly byConvention?: boolean
  /** What a project says of all objects of the kind (kdeploy.yaml, `readiness`). */
  readonly projectRules?: KindRules | undefined
  /** Milliseconds without progress after which one counts as stuck. Default: 10 minutes. */
  readonly progressLimit?: number
  /** Its controller deletes its pods when it fails, so that what was last known of them explains the failure. */
  readonly deletesPodsAtFailure?: boolean
  /** Its assessment says what holds one that is being deleted, better than its finalizers do. */
  readonly explainsDeletion?: boolean
  /** What one without a finalizer that is being deleted still waits for, in words. */
  readonly deletionWaitsFor?: string
  /** The labels of the pods that it sends to; undefined where it selects none by labels. */
  podSelector?(object: KubeObject): JsonObject | undefined
  /** Pure. `now` in milliseconds since 1970 by the API server's clock, as the times that stand in objects. */
  assess(object: KubeObject, children: Children, now: number): Assessment
  /** Seconds after which its own controller calls it stuck, as the object sets them; undefined: it sets none. */
  ownDeadline?(object: KubeObject): number | undefined
  /** Whether it came to its end, so that its being deleted after that tells nothing. Default: it has no end. */
  hasEnded?(object: KubeObject): boolean
  /** What has it deleted after its end, in words: then its being gone is no fault. undefined: nothing. */
  removal?(object: KubeObject): string | undefined
  /** How one ended that is gone by its `removal`, as far as its events tell; `object` as it was written. */
  assessGone?(object: KubeObject, events: readonly KubeObject[]): Assessment
}
