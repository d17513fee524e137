import type { RecordedManifest, Revision } from '../../history/revision.ts'
import { describeRef, keyOf, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Emit } from '../events.ts'

/** The newest that succeeded; what nobody waited for is only second best. */
export function newestGood(revisions: readonly Revision[]): Revision | undefined {
  return (
    revisions.findLast(({ status }) => status === 'succeeded') ??
    revisions.findLast(({ status }) => status === 'applied')
  )
}

/** Whether two revisions record the same manifests. */
export function sameManifests(one: Revision, other: Revision | undefined): boolean {
  return JSON.stringify(one.manifests) === JSON.stringify(other?.manifests)
}

/** The manifests of a revision, to be deployed again. A recorded one no longer knows its template's lines: its place is the revision. */
export function recallManifests({ number, manifests }: Revision): Manifest[] {
  return manifests.map((recorded) => recall(recorded, number))
}

function recall({ template, object, sensitive }: RecordedManifest, revision: number): Manifest {
  return { template, object, sensitive, placeOf: () => ({ file: `revision ${revision}, ${template}` }) }
}

/** What the current revision added stays: nothing is deleted by an undo. */
export function tellLeftBehind(current: Revision | undefined, target: Revision, emit: Emit): void {
  const kept = new Set(target.manifests.map(({ object }) => keyOf(refOf(object))))
  const left = (current?.manifests ?? []).map(({ object }) => refOf(object)).filter((ref) => !kept.has(keyOf(ref)))
  if (left.length === 0) return
  emit({
    type: 'warning',
    message: `not in revision ${target.number}, and left as it is: ${left.map(describeRef).join(', ')}`,
  })
}
