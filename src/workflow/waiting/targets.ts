import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Place } from '../../errors.ts'
import { kindOf } from '../../kinds/kind-of.ts'
import type { Kind } from '../../kinds/rules/kind.ts'
import type { ReadinessRule } from '../../kinds/rules/rule.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
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

/** Says of one object whether it is waited for: `"false"`. */
export const waitAnnotation = 'kdeploy.dev/wait'

/** The kind of an object that the cluster has, with what discovery tells of its type, and what the project says of it. */
export async function readKind(
  cluster: Cluster,
  { group, version, kind }: ObjectRef,
  rules: readonly ReadinessRule[],
): Promise<Kind> {
  const projectRules = ruleOf({ group, kind }, rules)
  if (isBuiltInGroup(group)) return { ...kindOf({ group, kind }), projectRules }
  // An aggregated API that is down is told where its objects are read.
  const resource = await cluster.resourceOf({ group, version, kind }).catch(() => undefined)
  return { ...kindOf({ group, kind }, resource?.hasStatus), projectRules }
}

/** Whether an object is waited for: as its annotation says, else as the project says of its kind. */
export function isAwaited(object: KubeObject, rules: readonly ReadinessRule[]): boolean {
  const annotated = annotationOf(object, waitAnnotation)
  return annotated === undefined ? (ruleOf(refOf(object), rules)?.isAwaited ?? true) : annotated !== 'false'
}

/** The last entry that names the kind decides. */
function ruleOf(
  { group, kind }: Pick<ObjectRef, 'group' | 'kind'>,
  rules: readonly ReadinessRule[],
): ReadinessRule | undefined {
  return rules.findLast((rule) => rule.kind === kind && (rule.group === undefined || rule.group === group))
}
