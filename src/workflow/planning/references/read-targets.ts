import type { Cluster } from '../../../cluster/api/cluster.ts'
import { isForbidden, unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { KdeployError } from '../../../errors.ts'
import { asMap } from '../../../json-map.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { type Offer, offerKeptByOthers, offerOf } from '../../../plan/references/offer.ts'
import { fieldManager } from '../../run/run.ts'

/** What the cluster has of the objects of one kind in one namespace that references lead to; no value of any object. */
export interface Targets {
  readonly offers: ReadonlyMap<string, LiveOffer>
  /** Names that could not be looked for. */
  readonly unread: ReadonlySet<string>
  /** Why. */
  readonly refusal: Error | undefined
  /** The names of all objects of the kind and namespace, for a hint; none where they weren't needed or may not be listed. */
  readonly names: readonly string[]
}

export interface LiveOffer {
  readonly whole: Offer
  /** What stays of it under a manifest that lacks it. */
  readonly beyond: Offer
  /** It is deleted unless the manifests have it. */
  readonly isPruned: boolean
  /** It is being deleted. */
  readonly isTerminating: boolean
}

interface Found extends Pick<Targets, 'refusal'> {
  readonly offers: Map<string, LiveOffer>
  readonly unread: Set<string>
}

/** Whether a live object is deleted where the manifests don't name it. */
export type IsPruned = (live: KubeObject) => boolean

/** Revisions of kdeploy and Helm are most of what a namespace's Secrets weigh, and nothing refers to them. */
const listedSecrets = 'type!=kdeploy.dev/revision,type!=helm.sh/release.v1'

/**
 * Reads objects of one kind and namespace: one name by one GET, several by one LIST, or by a GET each where listing is
 * forbidden. Each is reduced to what it offers at once.
 */
export async function readTargets(cluster: Cluster, refs: readonly ObjectRef[], isPruned: IsPruned): Promise<Targets> {
  const [first] = refs
  const nothing = { offers: new Map(), unread: new Set<string>(), refusal: undefined, names: [] }
  if (first === undefined) return nothing
  const names = [...new Set(refs.map(({ name }) => name))]
  try {
    const resource = await cluster.resourceOf({ group: first.group, kind: first.kind })
    if (resource === undefined) return nothing
    const type = { ...first, version: resource.version }
    const all = names.length > 1 ? await listAll(cluster, type, isPruned) : undefined
    const read: Found = all === undefined ? await readEach(cluster, type, names, isPruned) : { ...nothing, offers: all }
    if (first.kind === 'StorageClass') await addVolumes(cluster, names, read.offers, read.unread)
    const isIncomplete = names.some((name) => !read.offers.has(name) && !read.unread.has(name))
    const known = all ?? (isIncomplete ? await listAll(cluster, type, isPruned) : undefined)
    return { ...read, names: [...(known?.keys() ?? [])] }
  } catch (error) {
    // A broken aggregated API says nothing about what a manifest names.
    if (!(error instanceof KdeployError) || error.code !== 'api-unavailable') throw error
    return { ...nothing, unread: new Set(names), refusal: error }
  }
}

/** A class that volumes name which somebody made by hand needs no object; where they may not be listed, nothing is known. */
async function addVolumes(
  cluster: Cluster,
  names: readonly string[],
  offers: Map<string, LiveOffer>,
  unread: Set<string>,
): Promise<void> {
  const open = names.filter((name) => !offers.has(name) && !unread.has(name))
  if (open.length === 0) return
  const volumes = await unlessForbidden(cluster.list({ group: '', version: 'v1', kind: 'PersistentVolume' }), undefined)
  const byHand = new Set(volumes?.items.map(({ spec }) => asMap(spec)['storageClassName']))
  for (const name of open) {
    if (volumes === undefined) unread.add(name)
    else if (byHand.has(name)) offers.set(name, { whole: 'any', beyond: [], isPruned: false, isTerminating: false })
  }
}

/** undefined where listing is forbidden. */
async function listAll(
  cluster: Cluster,
  { group, version, kind, namespace }: ObjectRef,
  isPruned: IsPruned,
): Promise<Map<string, LiveOffer> | undefined> {
  const fieldSelector = group === '' && kind === 'Secret' ? listedSecrets : undefined
  const listed = await unlessForbidden(cluster.list({ group, version, kind }, { namespace, fieldSelector }), undefined)
  return listed && new Map(listed.items.map((object) => [object.metadata.name, liveOffer(object, isPruned)]))
}

async function readEach(
  cluster: Cluster,
  type: ObjectRef,
  names: readonly string[],
  isPruned: IsPruned,
): Promise<Found> {
  const offers = new Map<string, LiveOffer>()
  const unread = new Set<string>()
  let refusal: Error | undefined
  await Promise.all(
    names.map(async (name) => {
      try {
        const object = await cluster.get({ ...type, name })
        if (object !== null) offers.set(name, liveOffer(object, isPruned))
      } catch (error) {
        if (!isForbidden(error)) throw error
        unread.add(name)
        refusal ??= error
      }
    }),
  )
  return { offers, unread, refusal }
}

function liveOffer(object: KubeObject, isPruned: IsPruned): LiveOffer {
  return {
    whole: offerOf(object),
    beyond: offerKeptByOthers(object, fieldManager),
    isPruned: isPruned(object),
    isTerminating: object.metadata['deletionTimestamp'] !== undefined,
  }
}
