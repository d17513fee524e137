import type { Cluster } from '../cluster/api/cluster.ts'
import { ApiError } from '../cluster/errors/api-error.ts'
import { isForbidden } from '../cluster/errors/forbidden.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { isSplit, numberOfName } from './records/decode-revision.ts'
import { joinParts, MissingPart, type PartRef, partsOf, partType, revisionOfPart } from './records/parts.ts'
import { objectNameOf, type Release } from './records/release.ts'
import { releaseLabel } from './records/revision.ts'

/** Parts that are read or written at a time: each is a megabyte. */
const atATime = 4

/**
 * A revision's Secret with what its parts hold; as it was where it has none. undefined where it is gone meanwhile, as a run that trims
 * the history deletes the head, then its parts. @throws FormatError where a part is missing or was altered
 */
export async function readWhole(
  cluster: Cluster,
  release: Release,
  secret: KubeObject,
): Promise<KubeObject | undefined> {
  if (!isSplit(secret)) return secret
  const parts = partsOfHead(release, secret)
  const found = new Map<string, KubeObject | null>()
  await inTurns(parts, async ({ name }) => void found.set(name, await cluster.get(secretRef(release, name))))
  try {
    return joinParts(secret, parts, found)
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error
    const now = await cluster.get(secretRef(release, secret.metadata.name))
    if (now?.metadata['uid'] === secret.metadata['uid']) throw error
    return undefined
  }
}

/** Writes the parts of a revision that are not there yet. Where that fails, those that were written go again, as far as they may. */
export async function writeParts(
  cluster: Cluster,
  release: Release,
  parts: readonly KubeObject[],
  written: KubeObject | undefined,
): Promise<void> {
  const there = new Set(written === undefined ? [] : namesIn(release, written))
  const missing = parts.filter(({ metadata }) => !there.has(metadata.name))
  try {
    await inTurns(missing, (part) => writePart(cluster, release, part))
  } catch (error) {
    await deleteParts(cluster, release, missing).catch(() => {})
    throw error
  }
}

/** Deletes parts that no head names. */
export async function deleteParts(cluster: Cluster, release: Release, parts: readonly KubeObject[]): Promise<void> {
  await inTurns(parts, async ({ metadata }) => void (await cluster.delete(secretRef(release, metadata.name))))
}

/** Which parts of a release stay. */
export interface KeptParts {
  /** All that these heads name. */
  readonly of: readonly KubeObject[]
  /** All of these revisions, as it is not known which. */
  readonly ofNumbers: ReadonlySet<number>
  /** All of later revisions, which another run may be writing. */
  readonly after: number
}

/**
 * Deletes all other parts: of revisions that were deleted, and of runs that were killed before they wrote the head. Returns the refusals
 * of what this user may not delete.
 */
export async function sweepParts(cluster: Cluster, release: Release, keep: KeptParts): Promise<ApiError[]> {
  const { items } = await cluster.list(
    { group: '', kind: 'Secret' },
    {
      namespace: release.namespace,
      labelSelector: `${releaseLabel}=${objectNameOf(release)}`,
      fieldSelector: `type=${partType}`,
      metadataOnly: true,
    },
  )
  const kept = new Set(keep.of.flatMap((head) => namesIn(release, head)))
  const strays = items.filter(({ metadata: { name } }) => {
    const number = revisionOfPart(release, name)
    return number !== undefined && number <= keep.after && !kept.has(name) && !keep.ofNumbers.has(number)
  })
  const refusals: ApiError[] = []
  await inTurns(strays, async ({ metadata: { name, uid } }) => {
    try {
      await cluster.delete(secretRef(release, name), { uid: String(uid) })
    } catch (error) {
      if (isForbidden(error)) refusals.push(error)
    }
  })
  return refusals
}

/** One that is there already is what a run that was killed left, and has the same content; else somebody else wrote it. */
async function writePart(cluster: Cluster, release: Release, part: KubeObject): Promise<void> {
  try {
    await cluster.create(part)
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
    const ref = secretRef(release, part.metadata.name)
    const found = await cluster.get(ref)
    if (textOf(found) === textOf(part)) return
    if (found !== null) await cluster.delete(ref, { uid: String(found.metadata['uid']) })
    await cluster.create(part)
  }
}

function textOf(part: KubeObject | null): unknown {
  return (part?.['data'] as { part?: unknown } | undefined)?.part
}

function partsOfHead(release: Release, head: KubeObject): PartRef[] {
  const number = numberOfName(release, head.metadata.name)
  return number === undefined ? [] : partsOf(release, number, head)
}

function namesIn(release: Release, head: KubeObject): string[] {
  return isSplit(head) ? partsOfHead(release, head).map(({ name }) => name) : []
}

async function inTurns<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += atATime)
    await Promise.all(items.slice(start, start + atATime).map(act))
}

function secretRef({ namespace }: Release, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name }
}
