import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { parseIdentity, type Release } from '../../history/records/release.ts'
import type { StoredRevision } from '../../history/store.ts'
import type { Assessment } from '../../kinds/rules/kind.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { membershipOf } from '../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Config } from '../../plan/staleness/config-changes.ts'
import { type ConfigName, configsReadAtStart, staleConfigs } from '../../plan/staleness/stale-pods.ts'
import { readHistoryIfAllowed } from '../planning/facts/recorded.ts'
import { registeringSecretsOf } from '../planning/facts/register-secrets.ts'
import type { StaleRead } from '../run/results.ts'
import { fieldManager } from '../run/run.ts'
import type { World } from '../run/world.ts'
import { deployedData } from './deployed-data.ts'

/** Reads each ConfigMap and Secret once, and the revisions of each release that deployed one. */
export class ConfigReader {
  readonly #cluster: Cluster
  readonly #world: World
  readonly #known: ReadonlyMap<string, KubeObject>
  readonly #configs = new Map<string, Promise<Config | undefined>>()
  readonly #histories = new Map<string, Promise<readonly StoredRevision[]>>()

  /** `history`: of the release at hand, `identity` being what its members say; `known`: those that were read already, by key. */
  constructor(
    cluster: Cluster,
    world: World,
    { identity, history }: { readonly identity: string; readonly history: readonly StoredRevision[] },
    known: ReadonlyMap<string, KubeObject> = new Map(),
  ) {
    this.#known = known
    this.#cluster = registeringSecretsOf(cluster, world.masking)
    this.#world = world
    this.#histories.set(identity, Promise.resolve(history))
  }

  /** Which ConfigMaps and Secrets changed since the pods of a workload read them; its pods are of its newest template. */
  async staleReadsOf(workload: KubeObject, pods: readonly KubeObject[]): Promise<StaleRead[]> {
    const { namespace } = refOf(workload)
    const names = configsReadAtStart(workload, pods)
    const configs = new Map<string, Config | undefined>()
    await Promise.all(
      names.map(async (name) => {
        const ref = refOfConfig(name, namespace)
        configs.set(keyOf(ref), await this.#read(ref))
      }),
    )
    const configOf = (name: ConfigName) => configs.get(keyOf(refOfConfig(name, namespace)))
    return staleConfigs(pods, configOf, fieldManager).map(({ kind, name, at, by, pods: stale }) => ({
      ref: refOfConfig({ kind, name }, namespace),
      changedAt: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
      by: by === '' ? undefined : by,
      pods: stale,
    }))
  }

  #read(ref: ObjectRef): Promise<Config | undefined> {
    const key = keyOf(ref)
    const known = this.#configs.get(key)
    if (known !== undefined) return known
    const read = this.#readConfig(ref)
    this.#configs.set(key, read)
    return read
  }

  async #readConfig(ref: ObjectRef): Promise<Config | undefined> {
    const live = this.#known.get(keyOf(ref)) ?? (await unlessForbidden(this.#cluster.get(ref), null))
    if (live === null) return undefined
    const identity = membershipOf(live)?.release
    const release = identity === undefined ? undefined : parseIdentity(identity)
    if (identity === undefined || release === undefined) return { live, deployed: [] }
    return { live, deployed: deployedData(ref, await this.#historyOf(identity, release)) }
  }

  #historyOf(identity: string, release: Release): Promise<readonly StoredRevision[]> {
    const known = this.#histories.get(identity)
    if (known !== undefined) return known
    const read = readHistoryIfAllowed(this.#cluster, release, this.#world)
    this.#histories.set(identity, read)
    return read
  }
}

/** Whether the pods of a workload are of its newest template: others are about to be replaced anyway. */
export function areCurrent({ state, counts }: Pick<Assessment, 'state' | 'counts'>): boolean {
  return state === 'ready' || (counts !== undefined && counts.updated >= counts.total)
}

function refOfConfig({ kind, name }: ConfigName, namespace: string | undefined): ObjectRef {
  return { group: '', version: 'v1', kind, namespace, name }
}
