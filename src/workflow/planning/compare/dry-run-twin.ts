import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { replicasOf, withoutReplicas } from '../../../manifest/autoscaled.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { knownAdditions } from '../../../plan/ownership/additions.ts'
import { union } from '../../../plan/ownership/field-set.ts'
import { isController } from '../../../plan/ownership/managers.ts'
import { withoutPlaceholders } from '../../../plan/ownership/placeholders.ts'
import { type FieldRules, ignoredFields, isForced, isIgnored } from '../../../plan/ownership/rules.ts'
import { keepsClusterIpNone } from '../../../plan/ownership/stale-defaults.ts'
import { replicasField, shapeOf } from '../../../plan/ownership/wanted.ts'
import { withLaterRestart } from '../../../plan/restart.ts'
import type { AutoscalerOf } from '../facts/autoscalers.ts'
import { dryRunUnderFreeName } from './dry-run-free-name.ts'
import { dryRunPut } from './dry-run-put.ts'

/** What the server would make of a manifest if nothing else were there. */
export type Twin =
  /** `underFreeName`: asked for under a free name, so that what the server allocates differs. */
  | { readonly object: KubeObject; readonly live: KubeObject; readonly underFreeName: boolean }
  /** It can't be asked: why. */
  | { readonly refusal: ApiError }

export interface TwinOptions {
  readonly ownership: FieldRules
  readonly autoscalerOf: AutoscalerOf
}

/**
 * Asks for the twin of a live object, with what controllers fill and an autoscaler sets. By a dry-run PUT under its own name;
 * where that is refused, as fields can't be changed, by a dry-run under a free one.
 */
export async function dryRunTwin(
  cluster: Cluster,
  { ref, desired: given }: { readonly ref: ObjectRef; readonly desired: KubeObject },
  live: KubeObject,
  { ownership, autoscalerOf }: TwinOptions,
): Promise<Twin> {
  const manifest = withLaterRestart(withoutPlaceholders(given), live)
  const keepsReplicas =
    replicasOf(live) !== undefined && (await isReplicasForOthers(ref, manifest, { ownership, autoscalerOf }))
  const desired = keepsReplicas ? withoutReplicas(manifest) : manifest
  const ignored = union(knownAdditions, ignoredFields(ref, shapeOf(live), ownership))
  const kept = keepsReplicas ? union(ignored, replicasField) : ignored
  if (keepsClusterIpNone(live, desired, undefined)) return dryRunTwinUnderFreeName(cluster, desired, live)
  const stays = (entry: Parameters<typeof isIgnored>[0]) => isIgnored(entry, ownership)
  const wanted = await dryRunPut(
    cluster,
    desired,
    live,
    // Several releases may render one Namespace, and others may mark it.
    (entry) => isController(entry) || stays(entry) || isNamespace(ref),
    { kept },
    () => cluster.get(ref),
  )
  if ('object' in wanted) return { ...wanted, underFreeName: false }
  if (wanted.refusal.status !== 422) return { refusal: wanted.refusal }
  return dryRunTwinUnderFreeName(cluster, desired, live)
}

async function dryRunTwinUnderFreeName(cluster: Cluster, desired: KubeObject, live: KubeObject): Promise<Twin> {
  try {
    return { object: await dryRunUnderFreeName(cluster, desired), live, underFreeName: true }
  } catch (error) {
    // A name rule, a quota or a port that is taken says nothing about the object.
    if (error instanceof ApiError) return { refusal: error }
    throw error
  }
}

/** A Namespace is nobody's: what others set on it is no drift, and nothing takes it away. */
export function isNamespace({ group, kind }: ObjectRef): boolean {
  return group === '' && kind === 'Namespace'
}

/** Whether somebody else decides about the replicas: an autoscaler, or, where the manifest sets none, whoever did. */
async function isReplicasForOthers(
  ref: ObjectRef,
  manifest: KubeObject,
  { ownership, autoscalerOf }: TwinOptions,
): Promise<boolean> {
  if (isForced(ref, '.spec.replicas', ownership)) return false
  return replicasOf(manifest) === undefined || (await autoscalerOf(ref)) !== undefined
}
