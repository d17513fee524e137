import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { type Children, type ChildType, childrenOf, childTypes } from '../../kinds/rules/children.ts'
import type { Kind } from '../../kinds/rules/kind.ts'
import { ObjectIndex } from '../../kinds/rules/object-index.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'

/** Lists each type of a namespace once; undefined where it may not be listed, so that it explains nothing. */
export class Lister {
  readonly #cluster: Cluster
  readonly #lists = new Map<string, Promise<ObjectIndex | undefined>>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  list(type: ChildType, namespace: string | undefined): Promise<ObjectIndex | undefined> {
    const key = `${type}/${namespace ?? ''}`
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const listed = this.#read(type, namespace)
    this.#lists.set(key, listed)
    return listed
  }

  /** What an object of a kind owns, and the events about it. */
  async childrenOf(kind: Kind, object: KubeObject): Promise<Children> {
    const { namespace } = refOf(object)
    const lists = new Map(
      await Promise.all(kind.children.map(async (type) => [type, await this.list(type, namespace)] as const)),
    )
    return childrenOf(kind.children, object, (type) => lists.get(type) ?? new ObjectIndex())
  }

  async #read(type: ChildType, namespace: string | undefined): Promise<ObjectIndex | undefined> {
    const { group, kind } = childTypes[type]
    const listed = await unlessForbidden(this.#cluster.list({ group, kind }, { namespace }), undefined)
    return listed === undefined ? undefined : new ObjectIndex(listed.items)
  }
}
