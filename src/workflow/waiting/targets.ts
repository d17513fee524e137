import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Place } from '../../errors.ts'
import { kindOf } from '../../kinds/kind-of.ts'
import type { Kind } from '../../kinds/rules/kind.ts'
import { isBuiltInGroup } from '../../manifest/scope.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { MaskAssessment } from '../../plan/masking/mask-assessment.ts'

/** An object to wait for, as it was after the write. */
export interface Target {
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly place: Place | undefined
  /** Default: what is known of its type without a cluster. */
  readonly kind?: Kind | undefined
  /** What may be shown of how it is; default: all. */
  readonly maskText?: MaskAssessment | undefined
}

export function kindOfTarget({ ref, kind }: Pick<Target, 'ref' | 'kind'>): Kind {
  return kind ?? kindOf(ref)
}

/** The kind of an object that the cluster has, with what discovery tells of its type. */
export async function readKind(cluster: Cluster, { group, version, kind }: ObjectRef): Promise<Kind> {
  if (isBuiltInGroup(group)) return kindOf({ group, kind })
  // An aggregated API that is down is told where its objects are read.
  const resource = await cluster.resourceOf({ group, version, kind }).catch(() => undefined)
  return kindOf({ group, kind }, resource?.hasStatus)
}
