import { isDeepStrictEqual } from 'node:util'
import { KdeployError } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import type { RecordedManifest, Revision } from '../history/records/revision.ts'
import { claimedIn, type StoredRevision } from '../history/store.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { diffPlan } from '../plan/diff/diff.ts'
import { maskObject } from '../plan/masking/mask.ts'
import type { Change, PruneCandidate } from '../plan/types.ts'
import { writeYaml } from '../yaml/write.ts'
import { claimedOrRecorded, listAll } from './history.ts'
import { readHistory } from './planning/facts/recorded.ts'
import { isReadable } from './planning/undo/good-states.ts'
import { listRevisions } from './planning/undo/list-revisions.ts'
import { manifestsOfRevision } from './planning/undo/recall.ts'
import { whyUntrusted } from './planning/undo/trusted-target.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { releasePlace, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import type { ReleasePlace, RevisionDifference, ShownManifest, ShownRevision } from './run/results.ts'
import type { World } from './run/world.ts'

/** One revision of a profile's release, with its manifests, masked. `number`; undefined: the newest. @throws KdeployError `revision-unknown` */
export function showRevision(
  input: ProfileInput,
  number: number | undefined,
  world: World,
  emit: Emit,
): Promise<ShownRevision> {
  return withHistory(input, world, emit, (history, release, place) => {
    const stored = storedRevision(history, number, release, world)
    const revision = listAll(history).revisions[history.indexOf(stored)]
    if (revision === undefined) throw new Error(`revision ${number} is not listed`)
    return { ...place, revision, manifests: shownManifests(claimedOrRecorded(stored), history, world) }
  })
}

/**
 * In which manifests, and which of their fields, revision `to` differs from `from`; undefined: from the one recorded before it. An
 * undo from `to` to `from` would show the opposite, as far as the cluster is as `to` says. @throws KdeployError `revision-unknown`
 */
export function diffRevisions(
  input: ProfileInput,
  from: number | undefined,
  to: number,
  world: World,
  emit: Emit,
): Promise<RevisionDifference> {
  return withHistory(input, world, emit, (history, release, place) => {
    const after = storedRevision(history, to, release, world)
    const before =
      from === undefined ? preceding(history, after, release) : storedRevision(history, from, release, world)
    const [old, now] = [before, after].map((stored) => readable(stored, emit))
    if (old === undefined || now === undefined) throw new Error('two revisions are compared')
    const objects = diffPlan(changesBetween(old, now), claimedIn(history), world.masking)
    return { ...place, from: old.number, to: now.number, objects }
  })
}

function withHistory<Result>(
  input: ProfileInput,
  world: World,
  emit: Emit,
  tell: (history: readonly StoredRevision[], release: Release, place: ReleasePlace) => Result,
): Promise<Result> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    return tell(await readHistory(cluster, release, world), release, releasePlace(cluster, release))
  })
}

function storedRevision(
  history: readonly StoredRevision[],
  number: number | undefined,
  release: Release,
  world: World,
): StoredRevision {
  const found = number === undefined ? history.at(-1) : history.find(({ revision }) => revision.number === number)
  if (found !== undefined) return found
  throw new KdeployError({
    code: 'revision-unknown',
    category: 'input',
    message: `${identityOf(release)} has no revision${number === undefined ? '' : ` ${number}`}`,
    detail: history.length === 0 ? undefined : listRevisions(history, world.wallClock()),
    hint: history.length === 0 ? 'deploy it first: kdeploy apply' : 'name one of these',
  })
}

function preceding(history: readonly StoredRevision[], stored: StoredRevision, release: Release): StoredRevision {
  const found = history.slice(0, history.indexOf(stored)).findLast(({ revision }) => isReadable(revision))
  if (found !== undefined) return found
  throw new KdeployError({
    code: 'revision-unknown',
    category: 'input',
    message: `${identityOf(release)} has no revision before ${stored.revision.number}`,
    hint: `kdeploy history show ${stored.revision.number} --manifests shows all of it`,
  })
}

/** What a revision says; where it isn't trusted, that is told. @throws KdeployError `revision-unknown` where nothing is known of it */
function readable(stored: StoredRevision, emit: Emit): Revision {
  const revision = claimedOrRecorded(stored)
  const { number, reason } = stored.revision
  const untrusted = whyUntrusted(stored)
  if (isReadable(revision)) {
    if (untrusted !== undefined) emit({ type: 'warning', message: `revision ${number} is not trusted: ${untrusted}` })
    return revision
  }
  const message = reason ?? `revision ${number} can't be read${untrusted === undefined ? '' : `: ${untrusted}`}`
  throw new KdeployError({ code: 'revision-unknown', category: 'input', message, hint: 'name another one' })
}

/** One revision as a plan that makes the other of it, with nothing that only a cluster knows. */
function changesBetween(old: Revision, now: Revision): Parameters<typeof diffPlan>[0] {
  const before = byKey(old.manifests)
  const changes = manifestsOfRevision(now).map((manifest): Change => {
    const { object } = manifest
    const live = before.get(keyOf(refOf(object))) ?? null
    return {
      ref: refOf(object),
      action: live === null ? 'create' : 'change',
      ...{ manifest, live, desired: object, merged: object },
      ...{ checkedByServer: true, checkAfter: [], takesOver: false, adoption: undefined, rewrite: undefined },
    }
  })
  const kept = byKey(now.manifests)
  const gone = old.manifests.filter(({ object }) => !kept.has(keyOf(refOf(object))))
  const candidates = gone.map(
    ({ object }): PruneCandidate => ({ ref: refOf(object), live: object, fate: { kind: 'delete' }, rule: '' }),
  )
  return { changes: changes.filter(({ live, merged }) => !isDeepStrictEqual(live, merged)), hooks: [], candidates }
}

function byKey(manifests: readonly RecordedManifest[]): ReadonlyMap<string, KubeObject> {
  return new Map(manifests.map(({ object }) => [keyOf(refOf(object)), object]))
}

function shownManifests(revision: Revision, history: readonly StoredRevision[], { masking }: World): ShownManifest[] {
  const recorded = groupBy(claimedIn(history), ({ object }) => keyOf(refOf(object)))
  const unwritten = new Set(revision.unwritten)
  return revision.manifests.map((manifest, index) => {
    const ref = refOf(manifest.object)
    const models = [manifest, ...(recorded.get(keyOf(ref)) ?? [])]
    const object = () => maskObject(manifest.object, models, masking.mask)
    const yaml = () => masking.redactLines(writeYaml(object()).split('\n')).join('\n')
    return { ref, template: manifest.template, isUnwritten: unwritten.has(index), object, yaml }
  })
}
