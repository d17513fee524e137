import { setMaxListeners } from 'node:events'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster, ResourceType } from '../cluster/cluster.ts'
import type { KubeObject } from '../manifest/types.ts'

/** Pause before a broken watch is opened again, in milliseconds. */
const reopenAfter = 500

/**
 * A live mirror of some resource types in some namespaces, kept by list and watch. A watch that ends, breaks or
 * expires (410) is opened again from a fresh list, so that nothing is missed.
 */
export class Tracker {
  readonly #cluster: Cluster
  readonly #stopped = new AbortController()
  readonly #signal: AbortSignal
  readonly #onChange: () => void
  readonly #warn: (message: string) => void
  readonly #mirrors = new Map<string, Promise<Map<string, KubeObject>>>()
  readonly #loops: Promise<void>[] = []

  constructor(cluster: Cluster, interrupted: AbortSignal, onChange: () => void, warn: (message: string) => void) {
    this.#cluster = cluster
    this.#signal = AbortSignal.any([interrupted, this.#stopped.signal])
    // One listener a watch: a release of many kinds is no leak.
    setMaxListeners(0, this.#signal)
    this.#onChange = onChange
    this.#warn = warn
  }

  /** The mirrored objects by UID; the map is kept up to date. The first call lists and begins to watch. */
  follow(type: ResourceType, namespace: string | undefined): Promise<ReadonlyMap<string, KubeObject>> {
    const key = keyOfMirror(type, namespace)
    const known = this.#mirrors.get(key)
    if (known !== undefined) return known
    const mirror = this.#open(type, namespace)
    this.#mirrors.set(key, mirror)
    return mirror
  }

  /** Like `follow`; where listing is forbidden it warns, once, and sees nothing. */
  async followIfAllowed(type: ResourceType, namespace: string | undefined): Promise<ReadonlyMap<string, KubeObject>> {
    try {
      return await this.follow(type, namespace)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error
      const nothing = Promise.resolve(new Map<string, KubeObject>())
      this.#mirrors.set(keyOfMirror(type, namespace), nothing)
      this.#warn(`listing ${type.kind}s is forbidden in ${namespace}, so a failure can't be explained by them`)
      return nothing
    }
  }

  /** Ends every watch. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await Promise.allSettled(this.#loops)
  }

  async #open(type: ResourceType, namespace: string | undefined): Promise<Map<string, KubeObject>> {
    const mirror = new Map<string, KubeObject>()
    const resourceVersion = await this.#fill(mirror, type, namespace)
    this.#loops.push(this.#keepUp(mirror, type, namespace, resourceVersion))
    return mirror
  }

  async #fill(mirror: Map<string, KubeObject>, type: ResourceType, namespace: string | undefined): Promise<string> {
    const { items, resourceVersion } = await this.#cluster.list(type, { namespace })
    mirror.clear()
    for (const item of items) mirror.set(String(item.metadata['uid']), item)
    return resourceVersion
  }

  async #keepUp(mirror: Map<string, KubeObject>, type: ResourceType, namespace: string | undefined, from: string) {
    let resourceVersion: string | undefined = from
    while (!this.#signal.aborted) {
      try {
        if (resourceVersion === undefined) {
          resourceVersion = await this.#fill(mirror, type, namespace)
          this.#onChange()
        }
        resourceVersion = await this.#watch(mirror, type, namespace, resourceVersion)
      } catch (error) {
        // Refused for good (permissions were taken away): the mirror stays as it is, the timeout tells.
        if (error instanceof ApiError && error.status === 403) return
        resourceVersion = undefined
        await pause(reopenAfter, this.#signal)
      }
    }
  }

  async #watch(mirror: Map<string, KubeObject>, type: ResourceType, namespace: string | undefined, from: string) {
    let resourceVersion = from
    const options = { namespace, resourceVersion, signal: this.#signal }
    for await (const event of this.#cluster.watch(type, options)) {
      if (event.type === 'BOOKMARK') {
        resourceVersion = event.resourceVersion
        continue
      }
      const { uid, resourceVersion: seen } = event.object.metadata
      resourceVersion = String(seen)
      if (event.type === 'DELETED') mirror.delete(String(uid))
      else mirror.set(String(uid), event.object)
      this.#onChange()
    }
    return resourceVersion
  }
}

function keyOfMirror(type: ResourceType, namespace: string | undefined): string {
  return `${type.group}/${type.kind}/${namespace ?? ''}`
}

/** Ends early, without an error, when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
