import { pause, sharedSignal } from '../../../abort.ts'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { explainApiError } from '../../../cluster/errors/explain.ts'
import { listAt, textAt } from '../../../manifest/fields.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import type { Emit } from '../../run/events.ts'
import type { Run } from '../../run/run.ts'
import { Tracker } from '../../waiting/mirror.ts'
import type { Target } from '../../waiting/targets.ts'

/** How long the rest of the logs may take once the Job has ended, in milliseconds. */
const logTimeout = 5000

const podType = { group: '', version: 'v1', kind: 'Pod' }

/** One container whose log is being told. */
interface Following {
  /** Aborted when it has ended for good. */
  readonly over: AbortController
  readonly done: Promise<void>
}

/** Tells the logs of all containers of a Job's pods, line by line, from when it is made. */
export class JobLogs {
  readonly #cluster: Cluster
  readonly #ref: ObjectRef
  readonly #uid: string
  readonly #tracker: Tracker
  readonly #stopped = new AbortController()
  readonly #signal: AbortSignal
  readonly #emit: Emit
  readonly #following = new Map<string, Following>()
  readonly #told = new Set<string>()
  #isRefused = false

  constructor({ cluster, world, emit }: Run, { ref, object }: Target) {
    this.#cluster = cluster
    this.#ref = ref
    this.#uid = String(object.metadata['uid'])
    this.#emit = emit
    this.#signal = sharedSignal(world.interrupted, this.#stopped.signal)
    this.#tracker = new Tracker(cluster, world.interrupted, world.monotonicClock, () =>
      this.#look(this.#tracker.follow(podType, ref.namespace).objects.values()),
    )
    this.#tracker.follow(podType, ref.namespace)
  }

  /** Whether a line of that container was told. */
  hasTold(pod: string | undefined, container: string | undefined): boolean {
    return this.#told.has(`${pod}/${container}`)
  }

  /** The Job has ended: tells what is left, for 5 s at most, and ends. */
  async finish(): Promise<void> {
    try {
      this.#look(await this.#podsNow())
      for (const { over } of this.#following.values()) over.abort()
      const all = Promise.all([...this.#following.values()].map(({ done }) => done))
      await Promise.race([all, pause(logTimeout, this.#signal)])
    } finally {
      this.stop()
    }
  }

  /** Ends at once. */
  stop(): void {
    this.#tracker.stop()
    this.#stopped.abort()
  }

  /** A quick Job may have ended before its watch told of its pods. */
  async #podsNow(): Promise<readonly KubeObject[]> {
    const { namespace, name } = this.#ref
    try {
      return (await this.#cluster.list(podType, { namespace, labelSelector: `job-name=${name}` })).items
    } catch {
      return []
    }
  }

  #look(pods: Iterable<KubeObject>): void {
    for (const pod of pods) {
      if (!listAt(pod, 'metadata', 'ownerReferences').some(({ uid }) => uid === this.#uid)) continue
      for (const status of containersOf(pod)) {
        const key = `${pod.metadata.name}/${status.name}`
        const known = this.#following.get(key)
        if (known === undefined && hasStarted(status))
          this.#following.set(key, this.#follow(pod.metadata.name, status.name))
        if (hasEnded(pod, status)) this.#following.get(key)?.over.abort()
      }
    }
  }

  #follow(pod: string, container: string): Following {
    const over = new AbortController()
    return { over, done: this.#tell(pod, container, over.signal) }
  }

  async #tell(pod: string, container: string, over: AbortSignal): Promise<void> {
    const { namespace = '' } = this.#ref
    try {
      const lines = this.#cluster.followLogs({ namespace, name: pod }, { container, over, signal: this.#signal })
      for await (const line of lines) {
        this.#told.add(`${pod}/${container}`)
        this.#emit({ type: 'log', ref: this.#ref, pod, container, line })
      }
    } catch (error) {
      this.#refuse(error, pod)
    }
  }

  /** Warns once that a log can't be read; never fails the deploy. */
  #refuse(error: unknown, pod: string): void {
    const isGone = error instanceof ApiError && error.status === 404
    if (this.#isRefused || this.#signal.aborted || isGone) return
    this.#isRefused = true
    const what = `the log of pod ${pod} can't be shown`
    const message =
      error instanceof ApiError ? explainApiError(error, { what }).message : `${what}: ${(error as Error).message}`
    this.#emit({ type: 'warning', message })
  }
}

interface ContainerStatus {
  readonly name: string
  readonly isInit: boolean
  readonly state: { readonly running?: unknown; readonly terminated?: { readonly exitCode?: number } }
  readonly wasThere: boolean
}

function containersOf(pod: KubeObject): ContainerStatus[] {
  return (['initContainerStatuses', 'containerStatuses'] as const).flatMap((list) =>
    listAt(pod, 'status', list).map(({ name, state, lastState }) => ({
      name: String(name),
      isInit: list === 'initContainerStatuses',
      state: (state ?? {}) as ContainerStatus['state'],
      wasThere: (lastState as { terminated?: unknown } | undefined)?.terminated !== undefined,
    })),
  )
}

function hasStarted({ state, wasThere }: ContainerStatus): boolean {
  return state.running !== undefined || state.terminated !== undefined || wasThere
}

/** It won't be started again. */
function hasEnded(pod: KubeObject, { state, isInit }: ContainerStatus): boolean {
  const phase = textAt(pod, 'status', 'phase')
  if (phase === 'Succeeded' || phase === 'Failed') return true
  if (state.terminated === undefined) return false
  return textAt(pod, 'spec', 'restartPolicy') === 'Never' || (isInit && state.terminated.exitCode === 0)
}
