import { pause, sharedSignal } from '../../abort.ts'
import type { Cluster, ResourceType } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { isForbidden } from '../../cluster/errors/forbidden.ts'
import { messageOf } from '../../errors.ts'
import { kindOf } from '../../kinds/kind-of.ts'
import { ObjectIndex } from '../../kinds/rules/object-index.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'

/** Pause before a broken watch is opened again, in milliseconds. */
const reopenAfter = 500

/** How long a single object is asked for, in milliseconds. */
const getTimeout = 5_000

/** A watch that hasn't told of a change this long after an answer showed it is dead, in milliseconds. */
const watchLag = 2000

/** An API server that has just started refuses what it allows a moment later: how long that is tried again, in milliseconds. */
const refusedFor = 10_000

/** Objects that are remembered once they are gone. */
const maxRemembered = 500

/** Why the API server can't be followed at the moment. */
export interface ConnectionProblem {
  /** By the monotonic clock, in milliseconds. */
  readonly since: number
  readonly message: string
}

/** The objects of one type in one namespace, kept up to date. */
export interface Mirror {
  readonly objects: ObjectIndex
  /** What the watch saw go, as it last was, by UID: only of a kind that comes to an end, which is asked for then. */
  readonly deleted: Map<string, KubeObject>
  /** False until the first list was answered: then what isn't in it isn't there. */
  isListed: boolean
  /** Listing or watching is forbidden: the mirror stays empty. */
  forbidden: ApiError | undefined
  problem: ConnectionProblem | undefined
  /** When a list or a watch last told something, by the monotonic clock. */
  lastEventAt: number
}

/**
 * A live mirror of some resource types in some namespaces, kept by list and watch. A watch that ends, breaks or expires (410)
 * is opened again, from a fresh list where changes may have been missed; while the API server is away the mirror stays as
 * it is.
 */
export class Tracker {
  readonly #cluster: Cluster
  readonly #stopped = new AbortController()
  readonly #signal: AbortSignal
  readonly #monotonicClock: () => number
  readonly #onChange: () => void
  readonly #mirrors = new Map<string, Mirror>()
  /** Ends the streams that are open now, not the following. */
  #streams = new AbortController()
  #lastAnswerAt: number

  constructor(cluster: Cluster, interrupted: AbortSignal, monotonicClock: () => number, onChange: () => void) {
    this.#cluster = cluster
    this.#signal = sharedSignal(interrupted, this.#stopped.signal)
    this.#monotonicClock = monotonicClock
    this.#lastAnswerAt = monotonicClock()
    this.#onChange = onChange
  }

  /** When the API server last said anything, by the monotonic clock. */
  get lastAnswerAt(): number {
    return this.#lastAnswerAt
  }

  /** The mirror of a type in a namespace where it is followed already. */
  seen(type: ResourceType, namespace: string | undefined): Mirror | undefined {
    return this.#mirrors.get(mirrorKey(type, namespace))
  }

  /** The first call begins to list and watch; it doesn't wait for the answer. */
  follow(type: ResourceType, namespace: string | undefined): Mirror {
    const key = mirrorKey(type, namespace)
    const known = this.#mirrors.get(key)
    if (known !== undefined) return known
    const mirror: Mirror = {
      objects: new ObjectIndex(),
      deleted: new Map(),
      isListed: false,
      forbidden: undefined,
      problem: undefined,
      lastEventAt: 0,
    }
    this.#mirrors.set(key, mirror)
    void this.#keepUp(mirror, type, namespace)
    return mirror
  }

  /**
   * Asks for one object as it is now, so that nothing is judged by a watch that fell silent. A watch that doesn't tell soon
   * what the answer showed is opened again, with all others. False where it wasn't answered.
   */
  async refresh(ref: ObjectRef): Promise<boolean> {
    const mirror = this.follow(ref, ref.namespace)
    const asked = this.#monotonicClock()
    const answered = new AbortController()
    try {
      const silence = pause(getTimeout, sharedSignal(this.#signal, answered.signal)).then(() => undefined)
      const object = await Promise.race([this.#cluster.get(ref), silence])
      if (object === undefined) throw new Error(`no response for ${getTimeout / 1000} s`)
      this.#answered(mirror)
      if (object !== null) this.#compare(mirror, object, asked)
      return true
    } catch (error) {
      this.#note(mirror, error)
      return false
    } finally {
      answered.abort()
    }
  }

  /** Takes over what a question told, and sees whether the watch tells it too. */
  #compare(mirror: Mirror, object: KubeObject, asked: number): void {
    const { uid, resourceVersion } = object.metadata
    const known = mirror.objects.get(String(uid))
    if (known?.metadata['resourceVersion'] === resourceVersion) return
    mirror.objects.set(object)
    this.#onChange()
    void pause(watchLag, this.#signal).then(() => {
      if (mirror.lastEventAt >= asked) return
      this.#streams.abort()
      this.#streams = new AbortController()
    })
  }

  /** The oldest connection problem of any mirror. */
  get problem(): ConnectionProblem | undefined {
    const problems = [...this.#mirrors.values()].flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
    return problems.sort((a, b) => a.since - b.since)[0]
  }

  /** Ends every watch. */
  stop(): void {
    this.#stopped.abort()
  }

  async #keepUp(mirror: Mirror, type: ResourceType, namespace: string | undefined): Promise<void> {
    let resourceVersion: string | undefined
    let refusedSince: number | undefined
    while (!this.#signal.aborted) {
      try {
        resourceVersion ??= await this.#fill(mirror, type, namespace)
        resourceVersion = await this.#watch(mirror, type, namespace, resourceVersion)
        refusedSince = undefined
      } catch (error) {
        resourceVersion = undefined
        if (this.#signal.aborted) return
        const now = this.#monotonicClock()
        refusedSince = isForbidden(error) ? (refusedSince ?? now) : undefined
        if (isForbidden(error) && (!mirror.isListed || now - (refusedSince ?? now) >= refusedFor)) {
          // Listed and not watched, it would never change.
          mirror.objects.clear()
          mirror.isListed = false
          mirror.forbidden = error
          mirror.problem = undefined
          this.#onChange()
          return
        }
        if (error instanceof ApiError && error.status === 404) this.#forget(mirror)
        else if (!(error instanceof ApiError && error.status === 410)) this.#note(mirror, error)
        await pause(reopenAfter, this.#signal)
      }
    }
  }

  async #fill(mirror: Mirror, type: ResourceType, namespace: string | undefined): Promise<string> {
    const { items, resourceVersion } = await this.#cluster.list(type, { namespace })
    mirror.objects.clear()
    for (const item of items) mirror.objects.set(item)
    mirror.isListed = true
    this.#heard(mirror)
    this.#onChange()
    return resourceVersion
  }

  async #watch(mirror: Mirror, type: ResourceType, namespace: string | undefined, from: string): Promise<string> {
    let resourceVersion = from
    const signal = sharedSignal(this.#signal, this.#streams.signal)
    for await (const event of this.#cluster.watch(type, { namespace, resourceVersion, signal })) {
      this.#heard(mirror)
      if (event.type === 'BOOKMARK') {
        resourceVersion = event.resourceVersion
        continue
      }
      const { uid, resourceVersion: seen } = event.object.metadata
      resourceVersion = String(seen)
      if (event.type === 'DELETED') {
        mirror.objects.delete(String(uid))
        if (kindOf(type).hasEnded !== undefined) remember(mirror.deleted, String(uid), event.object)
      } else mirror.objects.set(event.object)
      this.#onChange()
    }
    return resourceVersion
  }

  /** The type isn't served (any more), so it has no objects. A new type is found by reading discovery again. */
  #forget(mirror: Mirror): void {
    this.#cluster.refreshResources()
    mirror.objects.clear()
    mirror.isListed = true
    this.#onChange()
  }

  #heard(mirror: Mirror): void {
    mirror.lastEventAt = this.#monotonicClock()
    this.#answered(mirror)
  }

  #answered(mirror: Mirror): void {
    mirror.problem = undefined
    this.#lastAnswerAt = this.#monotonicClock()
  }

  #note(mirror: Mirror, error: unknown): void {
    mirror.problem = { since: mirror.problem?.since ?? this.#lastAnswerAt, message: messageOf(error) }
    this.#onChange()
  }
}

function mirrorKey({ group, kind }: ResourceType, namespace: string | undefined): string {
  return `${group}/${kind}/${namespace ?? ''}`
}

/** The oldest is forgotten where they are many. */
function remember(deleted: Map<string, KubeObject>, uid: string, object: KubeObject): void {
  deleted.set(uid, object)
  const [oldest] = deleted.keys()
  if (deleted.size > maxRemembered && oldest !== undefined) deleted.delete(oldest)
}
