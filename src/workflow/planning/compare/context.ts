import type { Membership } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import type { Emit } from '../../run/events.ts'
import type { Policy } from '../../run/policy.ts'
import type { AutoscalerOf } from '../facts/autoscalers.ts'

/** What every comparison of a plan goes by. */
export interface CompareContext {
  readonly policy: Pick<Policy, 'writes' | 'ownership' | 'recreate'>
  /** The membership of the release's objects. */
  readonly own: Membership
  /** Whether a live object isn't the release's, so that taking it over is an adoption. */
  readonly isForeign: (live: KubeObject, ref: ObjectRef) => Promise<boolean>
  /** Whose replicas are an autoscaler's. */
  readonly autoscalerOf: AutoscalerOf
  /** Whether the last good revision had the object without replicas, so that kdeploy owns none but those that it carried. */
  readonly carried: (ref: ObjectRef) => Promise<boolean>
  readonly mask: Masker
  readonly emit: Emit
}
