import type { RecordedManifest, Revision } from '../../../history/records/revision.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import type { Manifest } from '../../../manifest/types.ts'
import { hookPhaseOf } from '../../../plan/hooks.ts'
import { isRecreateAllowed } from '../../../plan/recreation.ts'
import type { Emit } from '../../run/events.ts'

/** Notes that an undo runs no hooks: an old migration would not undo a newer one. */
export function noticeHooksNotRun(target: Revision, emit: Emit): void {
  const hooks = target.manifests.filter(({ object }) => hookPhaseOf(object) !== undefined)
  if (hooks.length === 0) return
  const names = hooks.map(({ object }) => describeRef(refOf(object))).join(', ')
  emit({ type: 'notice', message: `undo runs no hooks: ${names}` })
}

/**
 * The manifests of a revision, to be deployed again. A recorded one no longer knows its template's
 * lines: its place is the revision.
 */
export function manifestsOfRevision({ number, manifests }: Pick<Revision, 'number' | 'manifests'>): Manifest[] {
  return manifests.map((recorded) => manifestOfRecord(recorded, number))
}

function manifestOfRecord({ template, object, sensitive }: RecordedManifest, revision: number): Manifest {
  return { template, object, sensitive, placeOf: () => ({ file: `revision ${revision}, ${template}` }) }
}

/** See RecreatePolicy.undone. */
export function recreatableIn({ manifests }: Pick<Revision, 'manifests'>): ReadonlySet<string> {
  return new Set(manifests.filter(({ object }) => isRecreateAllowed(object)).map(({ object }) => keyOf(refOf(object))))
}

/** Warns, with --no-prune, about objects that the target revision doesn't have. */
export function warnNotDeleted(current: Pick<Revision, 'manifests'>, target: Revision, emit: Emit): void {
  const kept = new Set(target.manifests.map(({ object }) => keyOf(refOf(object))))
  const left = current.manifests.map(({ object }) => refOf(object)).filter((ref) => !kept.has(keyOf(ref)))
  if (left.length === 0) return
  emit({
    type: 'warning',
    message: `not in revision ${target.number}, kept because of --no-prune: ${left.map(describeRef).join(', ')}`,
  })
}
