import { keyOf, refOf } from '../manifest/identity.ts'
import type { RecordedManifest, Revision } from './records/revision.ts'

/** What the cluster runs of a release, as far as its revisions tell. */
export interface Running {
  /** The newest revision that wrote an object of the release, or may have. */
  readonly revision: Revision
  /** Its manifests; of an object that it was to write and did not, the one that was written last. */
  readonly manifests: readonly RecordedManifest[]
  /** By key, the objects that it was to write and did not: each is `as-before`, or `never` was written by this release. */
  readonly unwritten: ReadonlyMap<string, 'as-before' | 'never'>
}

/** `revisions`: oldest first. undefined where none wrote anything. */
export function runningOf(revisions: readonly Revision[]): Running | undefined {
  const index = revisions.findLastIndex((one) => one.status !== 'unreadable' && !leftUnchanged(one))
  const revision = revisions[index]
  if (revision === undefined) return undefined
  const isWhole = revision.status !== 'failed' || (revision.unwritten ?? []).length === 0
  if (isWhole) return { revision, manifests: revision.manifests, unwritten: new Map() }
  return over(runningOf(revisions.slice(0, index)), revision)
}

/** Whether a revision wrote no object of the release, so that what ran before it still does. */
export function leftUnchanged({ status, untouched = false }: Pick<Revision, 'status' | 'untouched'>): boolean {
  return status === 'failed' && untouched
}

/** Whether a deploy may have left objects as they were, and did not record which. */
export function isExtentUnknown({ status, cutOff, untouched, unwritten }: Revision): boolean {
  return status === 'pending' || (status === 'failed' && cutOff === true && !untouched && unwritten === undefined)
}

/** A revision of which something was not written, over what ran before it. */
function over(before: Running | undefined, revision: Revision): Running {
  const { manifests, unwritten: indexes } = revision
  const skipped = new Set(indexes)
  const former = new Map(
    (before?.manifests ?? []).flatMap((recorded) => {
      const key = keyOfRecorded(recorded)
      return before?.unwritten.get(key) === 'never' ? [] : [[key, recorded] as const]
    }),
  )
  const unwritten = new Map<string, 'as-before' | 'never'>()
  const running = manifests.map((recorded, index) => {
    if (!skipped.has(index)) return recorded
    const key = keyOfRecorded(recorded)
    const written = former.get(key)
    unwritten.set(key, written === undefined ? 'never' : 'as-before')
    return written ?? recorded
  })
  return { revision, manifests: running, unwritten }
}

function keyOfRecorded({ object }: RecordedManifest): string {
  return keyOf(refOf(object))
}
