import pLimit from 'p-limit'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import { identityOf } from '../history/release.ts'
import type { RecordedManifest } from '../history/revision.ts'
import { kindOf } from '../kinds/index.ts'
import type { ChildType } from '../kinds/kind.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { withoutHooks } from '../plan/hooks.ts'
import { withConnection } from './connector.ts'
import { listRevision } from './history.ts'
import { identifyRelease } from './identify-release.ts'
import type { ProfileInput } from './input.ts'
import { driftFrom } from './planning/drift.ts'
import { learnHistory } from './recorded.ts'
import type { ObjectStatus, ReleaseStatus } from './results.ts'
import { reportFailure } from './waiting/failure-report.ts'
import { Family } from './waiting/family.ts'
import { childrenOf, childTypes, judge } from './waiting/observe.ts'
import type { World } from './world.ts'

/** Requests at a time. */
const concurrency = 32

export interface StatusOptions {
  /** Also tell in which fields the objects differ from the revision. */
  readonly drift: boolean
}

/**
 * How every object of the newest revision of a profile's release is: there or missing, ready or not, and why; but for hooks,
 * which come and go. Reads only;
 * no template is rendered and no source of variables is read. @throws KdeployError `nothing-deployed`
 */
export function statusOfProfile(input: ProfileInput, { drift }: StatusOptions, world: World): Promise<ReleaseStatus> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world)
    const cluster = await connect()
    const revisions = (await learnHistory(cluster, release, world)).map(({ revision }) => revision)
    const current = revisions.at(-1)
    if (current === undefined) {
      throw new KdeployError({
        code: 'nothing-deployed',
        category: 'input',
        message: `${identityOf(release)} has no revision: nothing was deployed, or under another name, profile or namespace`,
      })
    }
    if (current.status === 'unreadable') {
      throw new KdeployError({
        code: 'revision-unreadable',
        category: 'cluster',
        message: current.reason ?? `revision ${current.number} can't be read`,
        hint: 'use the kdeploy that wrote it, or apply again',
      })
    }
    const limit = pLimit(concurrency)
    const lister = new Lister(cluster)
    const deployed = withoutHooks(current.manifests)
    const drifted = drift ? await driftFrom(cluster, release, current, concurrency, world.masking.mask) : undefined
    return {
      release: identityOf(release),
      revision: listRevision(current, revisions.at(-2)),
      objects: await Promise.all(
        deployed.map((manifest) =>
          limit(async () => ({
            ...(await statusOf(manifest, cluster, lister, world.now())),
            drift: drifted?.get(keyOf(refOf(manifest.object))) ?? [],
          })),
        ),
      ),
    }
  })
}

async function statusOf(
  { object: recorded, template }: RecordedManifest,
  cluster: Cluster,
  lister: Lister,
  now: number,
): Promise<Omit<ObjectStatus, 'drift'>> {
  const ref = refOf(recorded)
  const nothing = { ref, template, counts: undefined, causes: [] }
  const live = await readOrRefusal(cluster, ref)
  if (live instanceof ApiError) return { ...nothing, state: 'unknown', message: 'reading it is forbidden' }
  if (live === null) return { ...nothing, state: 'missing', message: "isn't there" }
  const kind = kindOf(ref)
  const lists = new Map(
    await Promise.all(kind.children.map(async (type) => [type, await lister.list(type, ref.namespace)] as const)),
  )
  const assessment = judge(
    kind,
    live,
    childrenOf(kind, live, (type) => lists.get(type) ?? new Family()),
    now,
  )
  const { state, message, counts } = assessment
  const { causes } = await reportFailure(cluster, { ref, object: live, place: undefined }, assessment)
  return { ref, template, state, message, counts, causes }
}

async function readOrRefusal(cluster: Cluster, ref: ReturnType<typeof refOf>): Promise<KubeObject | null | ApiError> {
  try {
    return await cluster.get(ref)
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return error
    throw error
  }
}

/** Lists each type of a namespace once; what may not be listed explains nothing. */
class Lister {
  readonly #cluster: Cluster
  readonly #lists = new Map<string, Promise<Family>>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  list(type: ChildType, namespace: string | undefined): Promise<Family> {
    const key = `${type}/${namespace ?? ''}`
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const listed = this.#read(type, namespace)
    this.#lists.set(key, listed)
    return listed
  }

  async #read(type: ChildType, namespace: string | undefined): Promise<Family> {
    const { group, kind } = childTypes[type]
    try {
      return new Family((await this.#cluster.list({ group, kind }, { namespace })).items)
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) return new Family()
      throw error
    }
  }
}
