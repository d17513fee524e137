import { isDeepStrictEqual } from 'node:util'
import { identityOf } from '../history/release.ts'
import type { RecordedManifest, Revision } from '../history/revision.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import { withConnection } from './connector.ts'
import { identifyRelease } from './identify-release.ts'
import type { ProfileInput } from './input.ts'
import { learnHistory } from './recorded.ts'
import type { ListedRevision, ManifestChanges, ReleaseHistory } from './results.ts'
import type { World } from './world.ts'
import { isReadable, undoneOf } from './writing/good-states.ts'

/** The recorded revisions of a profile's release. No template is rendered and no source of variables is read. */
export function listHistory(input: ProfileInput, world: World): Promise<ReleaseHistory> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world)
    const revisions = (await learnHistory(await connect(), release, world)).map(({ revision }) => revision)
    const undone = new Set(undoneOf(revisions))
    return {
      release: identityOf(release),
      revisions: revisions.map((revision) => ({
        ...listRevision(revision, revisions),
        undone: undone.has(revision) || undefined,
      })),
    }
  })
}

/** One of the release's `revisions`, with what changed against the one before it, where that is kept. */
export function listRevision(revision: Revision, revisions: readonly Revision[]): ListedRevision {
  const { number, status, createdAt, finishedAt, by, command, reason, restores, manifests } = revision
  const before = revisions.find((other) => other.number === number - 1 && isReadable(other))
  const known = number === 1 ? [] : before?.manifests
  const changes = known === undefined || !isReadable(revision) ? undefined : compareManifests(known, manifests)
  return {
    number: number === 0 ? undefined : number,
    status,
    createdAt,
    finishedAt,
    by,
    command,
    restores,
    reason,
    changes,
  }
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
