import { joinNames } from '../../../counts.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import type { PruneRule } from './rule.ts'

export interface ClaimFacts {
  /** Pods that mount a claim and stay, in words, by the claim's key. */
  readonly stayingPods: ReadonlyMap<string, readonly string[]>
}

/** Pods named in the error; more are counted. */
const mostPods = 5

/** A claim that pods mount which stay isn't deleted: they would go on until they restart, and could never start again. */
export const claimInUse: PruneRule<ClaimFacts> = {
  name: 'claim-in-use',
  decide({ ref, fate }, { stayingPods }) {
    const pods = fate.kind === 'delete' ? stayingPods.get(keyOf(ref)) : undefined
    if (pods === undefined) return undefined
    return new KdeployError({
      code: 'claim-in-use',
      category: 'conflict',
      message: `${describeRef(ref)} can't be deleted while pods that this run keeps mount it: ${joinNames(pods, mostPods)}`,
      hint: 'remove the pods and their owners first, or keep the claim',
    })
  },
  refused: (count) => `${count} claims can't be deleted while pods that this run keeps mount them`,
}
