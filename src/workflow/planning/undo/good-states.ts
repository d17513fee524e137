import { createHash } from 'node:crypto'
import type { RecordedManifest, Revision } from '../../../history/records/revision.ts'
import { leftUnchanged } from '../../../history/running.ts'
import { stringifyJson } from '../../../json.ts'
import { withoutInfo } from '../../../manifest/annotations.ts'
import { withoutHooks } from '../../../plan/hooks.ts'
import { remembered } from '../../../remembered.ts'

/**
 * The good states that led to the newest revision, oldest first. An undo rewinds to the revision it restored:
 * later ones are undone and excluded, unless the undo wrote nothing.
 */
export function goodStates(revisions: readonly Revision[]): readonly Revision[] {
  const known: { readonly number: number; readonly states: readonly Revision[] }[] = []
  for (const revision of revisions.filter(isReadable)) {
    const { number, restores = Number.POSITIVE_INFINITY } = revision
    const before =
      (leftUnchanged(revision) ? known.at(-1) : known.findLast((one) => one.number <= restores))?.states ?? []
    known.push({ number, states: isGood(revision) ? [...before, revision] : before })
  }
  return known.at(-1)?.states ?? []
}

/** The state that a deploy that fails leads back to. */
export function lastGood(revisions: readonly Revision[]): Revision | undefined {
  return newest(goodStates(revisions))
}

/**
 * The revision that an undo restores: the newest good state that differs from the current one, or the target of an
 * undo that was interrupted or wrote nothing because nothing could be restored.
 */
export function previousGood(revisions: readonly Revision[]): Revision | undefined {
  const current = revisions.at(-1)
  if (current?.status === 'pending' || (current?.status === 'failed' && (current.cutOff || current.untouched))) {
    const begun = revisions.find(({ number }) => number === current.restores)
    if (begun !== undefined && sameManifests(begun, current)) return begun
  }
  return newest(goodStates(revisions), (revision) => differs(revision, current))
}

/** What undos, one after the other, would bring back: the newest good states that differ from each other, no more than `most`. */
export function newestStates(revisions: readonly Revision[], most: number): Revision[] {
  const states: Revision[] = []
  for (const revision of goodStates(revisions).toReversed()) {
    if (states.length === most) break
    if (!states.some((state) => sameManifests(state, revision))) states.push(revision)
  }
  return states
}

/** The good states that undos left behind: only their number brings them back. */
export function undoneRevisions(revisions: readonly Revision[]): Revision[] {
  const states = goodStates(revisions)
  return revisions.filter((revision) => isGood(revision) && !states.includes(revision))
}

/** What there is to go forward to: the newest undone state that differs from the newest revision. */
export function newestUndone(revisions: readonly Revision[]): Revision | undefined {
  const current = revisions.at(-1)
  return newest(undoneRevisions(revisions), (revision) => differs(revision, current))
}

/** Whether two revisions record the same manifests, but for hooks, which an undo doesn't run. */
export function sameManifests(
  one: Pick<Revision, 'manifests' | 'outline'>,
  other: Pick<Revision, 'manifests' | 'outline'> | undefined,
) {
  if (other === undefined) return false
  if (isUnpackedEachTime(one) || isUnpackedEachTime(other)) return digestOf(one) === digestOf(other)
  const [ours, theirs] = [withoutHooks(one.manifests), withoutHooks(other.manifests)]
  return ours.length === theirs.length && ours.every((manifest, index) => isSame(manifest, theirs[index]))
}

function isUnpackedEachTime({ outline }: Pick<Revision, 'outline'>): boolean {
  return outline !== undefined
}

/** Of the manifests but hooks, remembered with the revision: key order counts. */
const digestOf = remembered(({ manifests }: Pick<Revision, 'manifests'>): string => {
  const hash = createHash('sha256')
  for (const manifest of withoutHooks(manifests)) hash.update(`${textOf(manifest)}\n`)
  return hash.digest('hex')
})

/** Key order counts. */
function isSame(one: RecordedManifest, other: RecordedManifest | undefined): boolean {
  return one === other || (other !== undefined && textOf(one) === textOf(other))
}

/** Without what it says of where it comes from. */
function textOf(manifest: RecordedManifest): string {
  return stringifyJson({ ...manifest, object: withoutInfo(manifest.object) })
}

/** Whether all of it was written, and nothing of what was waited for failed. */
export function isGood({ status }: Pick<Revision, 'status'>): boolean {
  return status === 'succeeded' || status === 'applied'
}

/** Whether anything is known of it. */
export function isReadable({ status }: Revision): boolean {
  return status !== 'unreadable'
}

function differs(revision: Revision, current: Revision | undefined): boolean {
  return revision !== current && !sameManifests(revision, current)
}

/** The newest of those that are meant that succeeded; what nobody waited for is only second best. Asks of as few as it can. */
function newest(
  revisions: readonly Revision[],
  isMeant: (revision: Revision) => boolean = () => true,
): Revision | undefined {
  return (
    revisions.findLast((revision) => revision.status === 'succeeded' && isMeant(revision)) ??
    revisions.findLast((revision) => revision.status === 'applied' && isMeant(revision))
  )
}
