import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { Membership } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { mayAdopt } from '../../../plan/ownership/adoption.ts'
import { namedPredicate } from '../../run/named-object.ts'
import type { Policy } from '../../run/policy.ts'
import type { AutoscalerOf } from '../facts/autoscalers.ts'

/** What every comparison of a plan goes by. */
export interface CompareContext {
  readonly policy: Pick<Policy, 'writes' | 'ownership' | 'recreate' | 'checkAll'>
  /** Whether an object that isn't the release's may be adopted. */
  readonly mayAdopt: (ref: ObjectRef) => boolean
  /** Whether a person named an object to be recreated. */
  readonly isNamedToRecreate: (ref: ObjectRef) => boolean
  /** The membership of the release's objects. */
  readonly own: Membership
  /** Whether a live object isn't the release's, so that taking it over is an adoption. */
  readonly isForeign: (live: KubeObject, ref: ObjectRef) => boolean
  /** Whose replicas are an autoscaler's. */
  readonly autoscalerOf: AutoscalerOf
  /** Whether the last good revision had the object without replicas, so that kdeploy owns none but those that it hadNoReplicas. */
  readonly hadNoReplicas: (ref: ObjectRef) => boolean
  /** What kdeploy applied last of a live object; undefined where that isn't known for certain. */
  readonly lastApplied: (ref: ObjectRef, live: KubeObject) => KubeObject | undefined
  readonly mask: Masker
}

/** Finds the kinds that the policy names. */
export async function createContext(
  cluster: Cluster,
  rest: Omit<CompareContext, 'mayAdopt' | 'isNamedToRecreate'>,
): Promise<CompareContext> {
  const { adopt } = rest.policy.ownership
  const [isNamedToAdopt, isNamedToRecreate] = await Promise.all([
    namedPredicate(cluster, adopt.named),
    namedPredicate(cluster, rest.policy.recreate.named),
  ])
  return { ...rest, mayAdopt: (ref) => mayAdopt(ref, isNamedToAdopt(ref), adopt.any), isNamedToRecreate }
}
