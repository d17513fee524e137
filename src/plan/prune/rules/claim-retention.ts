import { fieldAt } from '../../../manifest/fields.ts'
import type { PruneRule } from './rule.ts'

/** A StatefulSet with which its claims would be deleted is deleted only by name (kubernetes.io, "PersistentVolumeClaim retention"). */
export const claimRetention: PruneRule = {
  name: 'claim-retention',
  decide({ ref: { group, kind }, live }) {
    if (group !== 'apps' || kind !== 'StatefulSet') return undefined
    if (fieldAt(live, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') !== 'Delete') return undefined
    const reason = 'deleting it deletes its claims (whenDeleted: Delete), so it is deleted only by name: --also-delete'
    return { kind: 'keep', reason }
  },
}
