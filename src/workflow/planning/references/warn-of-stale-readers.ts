import { joinNames } from '../../../counts.ts'
import { formatPlace } from '../../../errors.ts'
import { groupBy } from '../../../group-by.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { staleReaders } from '../../../plan/references/stale-readers.ts'
import type { Plan } from '../../../plan/types.ts'
import type { Emit } from '../../run/events.ts'

/** More workloads are counted. */
const most = 5

/**
 * Warns of each ConfigMap and Secret that changes while the pods that read it go on with what they have; of those that one place of
 * a template makes, together.
 */
export function warnOfStaleReaders({ changes }: Pick<Plan, 'changes'>, emit: Emit): void {
  const placed = staleReaders(changes).map((one) => ({ ...one, place: one.manifest.placeOf(['data']) }))
  const groups = groupBy(placed, ({ ref, place, readers }) => `${ref.kind} ${formatPlace(place)} ${readers.length > 0}`)
  for (const group of groups.values()) {
    const [{ place, readers: first }] = group
    const all = new Map(
      group.flatMap(({ readers, fileReaders }) => [...readers, ...fileReaders].map((ref) => [describeRef(ref), ref])),
    )
    const pods = joinNames([...all.values()], most, describeRef)
    const what = joinNames(group, most, ({ ref }) => describeRef(ref))
    const seen = first.length > 0 ? '' : ', though the files that they mount follow by themselves'
    const [change, it, one] = group.length === 1 ? ['changes', 'it', 'it'] : ['change', 'them', 'each']
    emit({
      type: 'warning',
      message: `${what} ${change}, but the pods of ${pods} do not restart to read ${it}${seen}; a checksum of ${one} in an annotation of the pod template rolls them (docs/rendering/variables.md)`,
      place,
    })
  }
}
