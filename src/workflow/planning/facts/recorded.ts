import type { Cluster } from '../../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { readRecords } from '../../../history/read-revisions.ts'
import type { StoredFreeze } from '../../../history/records/freeze.ts'
import type { Release } from '../../../history/records/release.ts'
import type { Revision } from '../../../history/records/revision.ts'
import { claimedIn, type StoredRevision, sensitiveOf } from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import { textsOfRecorded } from '../../../plan/masking/mask.ts'
import { textMaskerOf } from '../../../plan/masking/mask-text.ts'
import type { Policy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { historyKeys, type World } from '../../run/world.ts'
import { heedFreeze } from './freeze.ts'

/** The sensitive values that a revision recorded are known from then on: what is shown of the cluster may quote one. */
function registerRecordedSecrets(revision: Revision, { masking }: World): void {
  const { adopted = [] } = revision
  masking.registerSecrets(sensitiveOf(revision).flatMap(textsOfRecorded))
  masking.registerSecrets(adopted.flatMap(({ object }) => textsOfRecorded({ object, sensitive: [] })))
}

/** What a release has recorded. */
export interface Recorded {
  /** Its revisions, oldest first. */
  readonly history: StoredRevision[]
  /** In force or over; null where there is none. */
  readonly freeze: StoredFreeze | null
}

/** The release's revisions, oldest first, whose sensitive values are known from then on. */
export async function readHistory(cluster: Cluster, release: Release, world: World): Promise<StoredRevision[]> {
  return (await readRecorded(cluster, release, world)).history
}

/** The same for what would be written. @throws KdeployError `release-frozen`, where the policy says so */
export async function readHistoryUnlessFrozen(
  { cluster, world, emit }: Pick<Run, 'cluster' | 'world' | 'emit'>,
  release: Release,
  freezes: Policy['freezes'],
): Promise<StoredRevision[]> {
  const { history, freeze } = await readRecorded(cluster, release, world)
  heedFreeze({ cluster, emit }, release, freeze, freezes)
  return history
}

/** The same with the release's freeze. */
export async function readRecorded(cluster: Cluster, release: Release, world: World): Promise<Recorded> {
  const { revisions: history, freeze } = await readRecords(cluster, release, historyKeys(world))
  for (const { revision, claimed } of history) registerRecordedSecrets(claimed ?? revision, world)
  world.set?.sawHistory(cluster, release, history)
  return { history, freeze }
}

/** As readHistory; empty where reading Secrets is forbidden. */
export function readHistoryIfAllowed(cluster: Cluster, release: Release, world: World): Promise<StoredRevision[]> {
  return unlessForbidden(readHistory(cluster, release, world), [])
}

/** Masks, in text about an object, what the recorded manifests of it made of sensitive values, however short. */
export function textMaskerOfRecorded(
  history: readonly StoredRevision[],
  ref: ObjectRef,
  { masking }: World,
): (text: string) => string {
  const maskers = claimedIn(history)
    .filter(({ object }) => keyOf(refOf(object)) === keyOf(ref))
    .map((recorded) => textMaskerOf(recorded, masking.mask))
  return (text) => maskers.reduce((shown, maskText) => maskText(shown), text)
}
