import { isDeepStrictEqual } from 'node:util'
import { withoutServerFields } from '../manifest/server-fields.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import type { Adoption } from './ownership/adoption.ts'
import type { Rewrite } from './ownership/rewrite.ts'
import { hasContent } from './ownership/wanted.ts'
import { toDelete, toOrphan } from './prune-candidates.ts'
import type { Action, Change, Plan } from './types.ts'
import { isApplied, overlay } from './unchecked.ts'
import { inWaves } from './waves.ts'

/** One object as it should be, as it is, and as the server says that it would be. */
export interface Comparison {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
  readonly live: KubeObject | null
  /** The answer of the server-side dry-run; undefined where it couldn't be asked. */
  readonly merged: KubeObject | undefined
  /** See Change. */
  readonly checkAfter: readonly string[]
  /** See Change. */
  readonly takesOver: boolean
  /** See Change. */
  readonly adoption: Adoption | undefined
  /** See Change. */
  readonly rewrite: Rewrite | undefined
  /** A field must change that can't be changed on the live object. */
  readonly recreates: boolean
  /** See Change. */
  readonly terminating?: KubeObject | undefined
}

/** The plan of these comparisons, ordered by wave. */
export function buildPlan(comparisons: readonly Comparison[], rest: Omit<Plan, 'changes'>): Plan {
  return { changes: inWaves(comparisons.map(changeOf)).flat(), ...rest }
}

/** What one comparison means: create, change or nothing. */
export function changeOf(comparison: Comparison): Change {
  const {
    ref,
    manifest,
    desired,
    live,
    merged,
    checkAfter,
    takesOver,
    adoption,
    rewrite,
    recreates: replaces,
    terminating,
  } = comparison
  const unchecked = merged === undefined
  return {
    ref,
    manifest,
    desired,
    live,
    action: actionOf(comparison),
    merged: merged ?? (live === null || replaces ? desired : overlay(live, desired)),
    checkedByServer: !unchecked,
    checkAfter,
    takesOver,
    adoption,
    rewrite,
    terminating,
  }
}

function actionOf({ live, merged, desired, adoption, rewrite, recreates: replaces }: Comparison): Action {
  if (replaces) return 'recreate'
  if (live === null) return 'create'
  if (adoption !== undefined) return 'adopt'
  if (merged === undefined) return isApplied(live, desired) ? 'unchanged' : 'change'
  // Where the ownership is to change, the order of items is what the server makes of it.
  const isSame =
    rewrite === undefined
      ? isDeepStrictEqual(withoutServerFields(live), withoutServerFields(merged))
      : hasContent(live, merged)
  if (!isSame) return 'change'
  return rewrite === undefined ? 'unchanged' : 'transfer'
}

/** What a plan does, in numbers of objects. */
export interface PlanCounts {
  readonly create: number
  readonly change: number
  /** Objects that exist and become the release's. */
  readonly adopt: number
  /** Objects of whose fields only the ownership changes. */
  readonly transfer: number
  readonly recreate: number
  readonly delete: number
  readonly orphan: number
  readonly unchanged: number
}

export function planCounts(plan: Plan): PlanCounts {
  const count = (action: Action) => plan.changes.filter((change) => change.action === action).length
  return {
    create: count('create'),
    change: count('change'),
    adopt: count('adopt'),
    transfer: count('transfer'),
    recreate: count('recreate'),
    delete: toDelete(plan.candidates).length,
    orphan: toOrphan(plan.candidates).length,
    unchanged: count('unchanged'),
  }
}

/** The counts that are told: the namespace that is made without being rendered is created too, where a plan does anything. */
export function withMadeNamespace(
  counts: PlanCounts,
  { madeNamespace, hooks }: Pick<Plan, 'madeNamespace' | 'hooks'>,
): PlanCounts {
  const isMade = madeNamespace !== undefined && (!isNothing(counts) || hooks.some(({ runs }) => runs))
  return isMade ? { ...counts, create: counts.create + 1 } : counts
}

/** Whether a plan with these counts has nothing to do, hooks aside. */
export function isNothing(counts: PlanCounts): boolean {
  const { create, change, adopt, transfer: own, recreate: replace, orphan } = counts
  return create + change + adopt + own + replace + counts.delete + orphan === 0
}
