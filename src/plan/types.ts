import type { KdeployError } from '../errors.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import type { AdoptedObject, Adoption } from './ownership/adoption.ts'
import type { Rewrite } from './ownership/rewrite.ts'

/**
 * `unchanged` objects are never written; `adopt`: one that exists becomes the release's; `transfer`: only the ownership of its fields changes;
 * `recreate`: deleted and created again, as a field must change that can't be changed.
 */
export type Action = 'create' | 'change' | 'adopt' | 'transfer' | 'recreate' | 'unchanged'

/** What one apply would do to one object. */
export interface Change {
  readonly ref: ObjectRef
  readonly action: Action
  readonly manifest: Manifest
  /** What is sent: the manifest with the release's labels. */
  readonly desired: KubeObject
  readonly live: KubeObject | null
  /** What the server says the object would be; the desired one where it couldn't be asked. */
  readonly merged: KubeObject
  /** False where a dry-run was impossible: what it needs is made in the same run, or a webhook refuses dry-runs. */
  readonly checkedByServer: boolean
  /**
   * Keys of the plan's objects that must be there before a dry-run is possible: its namespace, its CRD, the Role of a
   * RoleBinding. It is then asked before the object is written. Empty where no dry-run is left to be asked.
   */
  readonly checkAfter: readonly string[]
  /**
   * The write takes fields over from other managers: from kdeploy's own earlier Update (an undo by patch), or, with
   * --force-conflicts, from anyone.
   */
  readonly takesOver: boolean
  /** The live object isn't the release's, and becomes so. */
  readonly adoption: Adoption | undefined
  /** How the ownership of the live object's fields changes before the manifest is applied. */
  readonly rewrite: Rewrite | undefined
  /** The object of this name that is being deleted: this one is created once that is gone. Default: there is none. */
  readonly terminating?: KubeObject | undefined
}

/** An object of the release, as it is on the cluster. */
export interface Member {
  readonly ref: ObjectRef
  readonly live: KubeObject
}

export interface Delete {
  readonly kind: 'delete'
}

/** It stays a member. */
export interface Keep {
  readonly kind: 'keep'
  readonly reason: string
  /** Nothing that anybody needs to be told. Default: it is told. */
  readonly isExpected?: true
}

/** It stays, but is no longer a member: any release may adopt it. */
export interface Orphan {
  readonly kind: 'orphan'
  readonly reason: string
  /** How it was before the release adopted it: it is given back so. Default: it stays as it is. */
  readonly giveBack?: AdoptedObject | undefined
  /** All that kdeploy put on it goes, and its ownership of fields: the release is forgotten. Default: only what makes it a member. */
  readonly isForgotten?: true | undefined
}

/** What becomes of a prune candidate. */
export type Fate = Delete | Keep | Orphan

/** A member that is no longer rendered, and what becomes of it. */
export interface PruneCandidate<Given extends Fate = Fate> extends Member {
  readonly fate: Given
  /** The name of the rule that decided (plan/prune/registry.ts). */
  readonly rule: string
}

/** An object that an undo leaves as it is, as it can't be restored; no part of the changes. */
export interface NotRestored {
  readonly ref: ObjectRef
  /** Why, and what to do about it. */
  readonly problem: KdeployError
  /** Only the revision says that it is the release's. Default: it is. */
  readonly isUnproven?: true
}

/** Desired and live, compared: everything that an apply would do, in the order it would do it. */
export interface Plan {
  readonly changes: readonly Change[]
  /** The hooks that are rendered, in their order; no part of the changes. */
  readonly hooks: readonly PlannedHook[]
  /** The release's namespace, where it is made before the writes without being rendered. */
  readonly madeNamespace: string | undefined
  /** What is deleted, orphaned or kept after a successful apply, in that order of deletion. */
  readonly candidates: readonly PruneCandidate[]
  /** Objects that can't be restored; empty except for an undo. */
  readonly notRestored: readonly NotRestored[]
  /** What earlier runs, or others, deleted of what the manifests don't name, and what isn't gone yet. */
  readonly terminating: readonly Member[]
  /** How many members the release has on the cluster, the prune candidates among them. */
  readonly members: number
  /** Where members may be that couldn't be listed. */
  readonly unlistable: readonly string[]
}

export type HookPhase = 'before-apply' | 'after-apply'

/** `before-next`: the next run deletes it; `succeeded`: as soon as it succeeded; `always`: as soon as it ended. */
export type HookDeletion = 'before-next' | 'succeeded' | 'always'

/** A Job that runs before or after a deploy. */
export interface Hook {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  /** What is sent: the manifest with the release's labels. */
  readonly desired: KubeObject
  readonly phase: HookPhase
  readonly deletion: HookDeletion
  /** The manifest of the last revision; undefined where it had none. */
  readonly previous: KubeObject | undefined
}

/** A hook, and whether this run runs it. */
export interface PlannedHook extends Hook {
  readonly runs: boolean
}
