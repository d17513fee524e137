import { joinNames } from '../../../counts.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { staleReaders } from '../../../plan/references/stale-readers.ts'
import type { Plan } from '../../../plan/types.ts'
import type { Emit } from '../../run/events.ts'

/** More workloads are counted. */
const most = 5

/** Warns of each ConfigMap and Secret that changes while the pods that read it go on with what they have. */
export function warnOfStaleReaders({ changes }: Pick<Plan, 'changes'>, emit: Emit): void {
  for (const { ref, manifest, readers, fileReaders } of staleReaders(changes)) {
    const all = [...readers, ...fileReaders]
    const names = joinNames(all, most, describeRef)
    const seen = readers.length > 0 ? '' : ', though the files that they mount follow by themselves'
    emit({
      type: 'warning',
      message: `${describeRef(ref)} changes, but the pods of ${names} do not restart to read it${seen}; a checksum of it in an annotation of the pod template rolls them (docs/variables.md)`,
      place: manifest.placeOf(['data']),
    })
  }
}
