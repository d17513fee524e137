import { isDeepStrictEqual } from 'node:util'
import { unlessForbidden } from '../cluster/errors/forbidden.ts'
import { expiryOf } from '../history/records/expiry.ts'
import { readParent } from '../history/records/parent.ts'
import type { RecordedManifest, Revision } from '../history/records/revision.ts'
import { isExtentUnknown, leftUnchanged } from '../history/running.ts'
import type { StoredRevision } from '../history/store.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import { freezeInForce } from './planning/facts/freeze.ts'
import { readHistory, readRecorded } from './planning/facts/recorded.ts'
import { imagesOfRevision } from './planning/facts/recorded-images.ts'
import { revisionsBeyond } from './planning/undo/barriers.ts'
import { isReadable, undoneRevisions } from './planning/undo/good-states.ts'
import { whyUntrusted } from './planning/undo/trusted-target.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { releasePlace, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import type { ListedRevision, ManifestChanges, ReleaseHistory } from './run/results.ts'
import type { World } from './run/world.ts'

/** The recorded revisions of a profile's release. No template is rendered and no source of variables is read. */
export function listHistory(input: ProfileInput, world: World, emit: Emit): Promise<ReleaseHistory> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    const reading = unlessForbidden(readParent(cluster, release), null)
    // What the list of revisions is refused for comes first.
    reading.catch(() => {})
    const { history, freeze: found } = await readRecorded(cluster, release, world)
    const parent = await reading
    const freeze = freezeInForce(found, cluster.serverClock())
    return { ...releasePlace(cluster, release), ...listAll(history), freeze, expiry: expiryOf(parent) }
  })
}

/** Reads a release's history for whoever is told of it (RunSet.sawHistory), and nothing else. */
export function seeHistory(input: ProfileInput, world: World, emit: Emit): Promise<void> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world, emit)
    await readHistory(await connect(), release, world)
  })
}

/** All revisions, with what only the whole history tells of them. */
export function listAll(history: readonly StoredRevision[]): Pick<ReleaseHistory, 'barriers' | 'revisions'> {
  const beyond = revisionsBeyond(history)
  const undone = new Set(undoneRevisions(history.map(({ revision }) => revision)))
  return {
    barriers: beyond.barriers,
    revisions: history.map((stored) => ({
      ...listRevision(stored, history),
      undone: undone.has(stored.revision) || undefined,
      beyondBarrier: beyond.numbers.has(stored.revision.number) || undefined,
    })),
  }
}

/** One of a release's revisions, as it says itself, with what changed against the one before it, where that is kept. */
export function listRevision(stored: StoredRevision, history: readonly StoredRevision[]): ListedRevision {
  const revision = claimedOrRecorded(stored)
  const { number, status, createdAt, finishedAt, by, command, reason, restores, writes, manifests } = revision
  const { commit, job, duration, summary, digests, run } = revision
  const before = history.map(claimedOrRecorded).find((other) => other.number === number - 1 && isReadable(other))
  const known = number === 1 ? [] : before?.manifests
  const changes = known === undefined || !isReadable(revision) ? undefined : compareManifests(known, manifests)
  const listed = { number: number === 0 ? undefined : number, status, createdAt, finishedAt, by, command, restores }
  const untouched = leftUnchanged(revision) || undefined
  const extent = {
    untouched,
    writes,
    isExtentUnknown: (writes === undefined && isExtentUnknown(revision)) || undefined,
  }
  const facts = { commit, job, duration, summary, run, images: imagesOfRevision({ manifests, digests }) }
  return { ...listed, reason, ...extent, changes, ...facts, untrusted: whyUntrusted(stored) }
}

/** What a revision says, whether or not it is trusted: to be shown. */
export function claimedOrRecorded({ claimed, revision }: StoredRevision): Revision {
  return claimed ?? revision
}

function compareManifests(before: readonly RecordedManifest[], after: readonly RecordedManifest[]): ManifestChanges {
  const old = byKey(before)
  const now = byKey(after)
  const common = [...now].filter(([key]) => old.has(key))
  return {
    created: now.size - common.length,
    changed: common.filter(([key, object]) => !isDeepStrictEqual(object, old.get(key))).length,
    removed: old.size - common.length,
  }
}

function byKey(manifests: readonly RecordedManifest[]): Map<string, RecordedManifest['object']> {
  return new Map(manifests.map(({ object }) => [keyOf(refOf(object)), object]))
}
