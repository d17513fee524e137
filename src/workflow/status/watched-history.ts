import type { Cluster } from '../../cluster/api/cluster.ts'
import { readParent } from '../../history/records/parent.ts'
import { objectNameOf, type Release } from '../../history/records/release.ts'
import { releaseLabel } from '../../history/records/revision.ts'
import { type Recorded, readRecorded } from '../planning/facts/recorded.ts'
import { historyKeys, type World } from '../run/world.ts'

/** The revisions of a release that is looked at again and again: they are megabytes, and read only where one was written since. */
export class WatchedHistory {
  readonly #cluster: Cluster
  readonly #release: Release
  readonly #world: World
  #known: { readonly versions: string; readonly recorded: Recorded } | undefined

  constructor(cluster: Cluster, release: Release, world: World) {
    this.#cluster = cluster
    this.#release = release
    this.#world = world
  }

  async read(): Promise<Recorded> {
    const versions = await this.#versions()
    if (this.#known?.versions === versions) return this.#known.recorded
    const recorded = await readRecorded(this.#cluster, this.#release, this.#world)
    this.#known = { versions, recorded }
    return recorded
  }

  async #versions(): Promise<string> {
    const { items } = await this.#cluster.list(
      { group: '', kind: 'Secret' },
      {
        namespace: this.#release.namespace,
        labelSelector: `${releaseLabel}=${objectNameOf(this.#release)}`,
        metadataOnly: true,
      },
    )
    const parent = historyKeys(this.#world).length === 0 ? null : await readParent(this.#cluster, this.#release)
    const all = [...items, ...(parent === null ? [] : [parent])]
    return all.map(({ metadata }) => `${metadata['uid']} ${metadata['resourceVersion']}`).join()
  }
}
