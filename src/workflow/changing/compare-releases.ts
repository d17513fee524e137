import { isDeepStrictEqual } from 'node:util'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import { diffPlan } from '../../plan/diff/diff.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Change, PruneCandidate } from '../../plan/types.ts'
import type { RenderedRelease } from './render-offline.ts'

/** What differs between two states of one release. */
export interface ReleaseDifference {
  /** The objects that differ, sensitive values masked. */
  readonly objects: readonly ObjectDiff[]
  /** Where it goes, where that changes. */
  readonly namespace: Moved | undefined
  readonly kubeContext: Moved | undefined
  /** Files that only SOPS can read, and that differ; by their paths from the project's folder. */
  readonly encrypted: readonly string[]
}

/** undefined: what the kubeconfig says. */
export interface Moved {
  readonly from: string | undefined
  readonly to: string | undefined
}

/** undefined where a deploy would do the same. */
export function compareReleases(
  before: RenderedRelease,
  after: RenderedRelease,
  masking: Masking,
): ReleaseDifference | undefined {
  const plan = changesBetween(before.manifests, after.manifests)
  const files = [...new Set([...before.encrypted.keys(), ...after.encrypted.keys()])]
  const encrypted = files.filter((path) => !isSame(before.encrypted.get(path), after.encrypted.get(path)))
  const namespace = movedFrom(before.namespace, after.namespace)
  const kubeContext = movedFrom(before.kubeContext, after.kubeContext)
  const isChanged = plan.changes.length > 0 || plan.candidates.length > 0 || encrypted.length > 0
  if (!isChanged && namespace === undefined && kubeContext === undefined) return undefined
  return { objects: diffPlan(plan, before.manifests, masking), namespace, kubeContext, encrypted }
}

function isSame(before: Buffer | undefined, after: Buffer | undefined): boolean {
  return before === undefined || after === undefined ? before === after : before.equals(after)
}

function movedFrom(from: string | undefined, to: string | undefined): Moved | undefined {
  return from === to ? undefined : { from, to }
}

/** One state as a plan that makes the other of it, with nothing that only a cluster knows. */
function changesBetween(before: readonly Manifest[], after: readonly Manifest[]): Parameters<typeof diffPlan>[0] {
  const [old, now] = [byKey(before), byKey(after)]
  const changes = [...now].flatMap(([key, manifest]): Change[] => {
    const { object } = manifest
    const live = old.get(key)?.object ?? null
    if (isDeepStrictEqual(live, object)) return []
    return [
      {
        ref: refOf(object),
        action: live === null ? 'create' : 'change',
        ...{ manifest, live, desired: object, merged: object },
        ...{ checkedByServer: true, checkAfter: [], takesOver: false, adoption: undefined, rewrite: undefined },
      },
    ]
  })
  const gone = [...old].filter(([key]) => !now.has(key))
  const candidates = gone.map(
    ([, { object }]): PruneCandidate => ({ ref: refOf(object), live: object, fate: { kind: 'delete' }, rule: '' }),
  )
  return { changes, hooks: [], candidates }
}

function byKey(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(manifests.map((manifest) => [keyOf(refOf(manifest.object)), manifest]))
}
