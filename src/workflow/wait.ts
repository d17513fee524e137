import type { Cluster } from '../cluster/cluster.ts'
import type { Place } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Assessment, Cause, Children, ChildType, Kind } from '../kinds/kind.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import type { Emit, FailureReport, ReportedCause } from './events.ts'
import { pause, Tracker } from './track.ts'
import type { World } from './world.ts'

/** An object to wait for, as it was after the write. */
export interface Target {
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly place: Place | undefined
}

export interface WaitOptions {
  /** Milliseconds for all targets together. */
  readonly timeout: number
}

/** After a first failure the others get this long to show theirs, in milliseconds. */
const settle = 2000

/** Between two reminders of what is still waited for, in milliseconds. */
const remindEvery = 30_000

/** Lines of a container's log in a report. */
const logLines = 20

const childTypes: Readonly<Record<ChildType, { group: string; kind: string; key: keyof Children }>> = {
  Pod: { group: '', kind: 'Pod', key: 'pods' },
  ReplicaSet: { group: 'apps', kind: 'ReplicaSet', key: 'replicaSets' },
  ControllerRevision: { group: 'apps', kind: 'ControllerRevision', key: 'controllerRevisions' },
  Job: { group: 'batch', kind: 'Job', key: 'jobs' },
  Event: { group: '', kind: 'Event', key: 'events' },
}

interface Waiting {
  readonly target: Target
  readonly kind: Kind
  last: Assessment
  done: boolean
}

/**
 * Waits until every target is ready, watching rather than polling, and tells each change of state.
 * Tells and returns the failures: of those that failed, and, after a timeout, of those that weren't ready. Empty when all are ready
 * (or when interrupted: the caller sees that on the signal).
 */
export async function waitForReady(
  cluster: Cluster,
  targets: readonly Target[],
  { timeout }: WaitOptions,
  world: World,
  emit: Emit,
): Promise<FailureReport[]> {
  let wake = () => {}
  const tracker = new Tracker(
    cluster,
    world.interrupted,
    () => wake(),
    (message) => emit({ type: 'warning', message }),
  )
  const began = world.now()
  const waiting: Waiting[] = targets.map((target) => ({
    target,
    kind: kindOf(target.ref),
    last: { state: 'progressing', message: '', causes: [] },
    done: false,
  }))
  let failedAt: number | undefined
  let reminded = began
  try {
    while (!world.interrupted.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      for (const entry of waiting.filter(({ done }) => !done)) await look(tracker, entry, world.now(), emit)
      const open = waiting.filter(({ done }) => !done)
      const now = world.now()
      if (waiting.some(({ last }) => last.state === 'failed')) failedAt ??= now
      const deadline = Math.min(began + timeout, (failedAt ?? Number.POSITIVE_INFINITY) + settle)
      if (open.length === 0 || now >= deadline) break
      if (now - reminded >= remindEvery) {
        reminded = now
        emit({ type: 'reminder', waitingFor: open.map(({ target }) => target.ref), elapsed: now - began })
      }
      const next = Math.min(deadline, reminded + remindEvery, now + 5000) - now
      const patience = new AbortController()
      await Promise.race([changed, pause(next, AbortSignal.any([world.interrupted, patience.signal]))])
      patience.abort()
    }
  } finally {
    await tracker.stop()
  }
  if (world.interrupted.aborted) return []
  const unready = waiting.filter(({ last, done }) => last.state === 'failed' || (!done && failedAt === undefined))
  const reports = await Promise.all(unready.map((entry) => report(cluster, entry, timeout)))
  for (const report of reports) emit({ type: 'failed', report })
  return reports
}

async function look(tracker: Tracker, entry: Waiting, now: number, emit: Emit): Promise<void> {
  const next = await assess(tracker, entry, now)
  const { target, last } = entry
  entry.last = next
  entry.done = next.state !== 'progressing'
  // What is no workload and ready as soon as it is there (a ConfigMap) isn't worth a line.
  const waitedFor = next.counts !== undefined || last.message !== ''
  if (next.state === 'ready') {
    if (waitedFor) emit({ type: 'ready', ref: target.ref, message: next.message, counts: next.counts })
  } else if (next.state === 'progressing' && (next.message !== last.message || troubles(next) !== troubles(last))) {
    const { message, counts, causes } = next
    emit({ type: 'progress', ref: target.ref, message, counts, causes })
  }
}

/** What stands in the way, without the details that change all the time. */
function troubles({ causes }: Assessment): string {
  return causes.map(({ reason }) => reason).join()
}

async function assess(tracker: Tracker, { target, kind }: Waiting, now: number): Promise<Assessment> {
  const first = kind.children.length === 0 ? kind.assess(target.object, noChildren, now) : undefined
  if (first?.state === 'ready') return first
  const { ref } = target
  const mirror = await tracker.follow(ref, ref.namespace)
  const uid = String(target.object.metadata['uid'])
  const object = mirror.get(uid)
  if (object === undefined) return gone(mirror, target)
  return kind.assess(object, await childrenOf(tracker, kind, object, ref.namespace), now)
}

function gone(mirror: ReadonlyMap<string, KubeObject>, { ref }: Target): Assessment {
  const replaced = [...mirror.values()].some((object) => object.metadata.name === ref.name)
  const message = replaced
    ? 'was deleted and made anew by someone else'
    : 'was deleted while its rollout was waited for'
  return { state: 'failed', message, causes: [{ reason: replaced ? 'Replaced' : 'Deleted', message, final: true }] }
}

const noChildren: Children = { pods: [], replicaSets: [], controllerRevisions: [], jobs: [], events: [] }

/** Everything that the object owns, through as many owners as there are, and the events about any of it. */
async function childrenOf(
  tracker: Tracker,
  kind: Kind,
  object: KubeObject,
  namespace: string | undefined,
): Promise<Children> {
  const children: Children = { ...noChildren }
  const family = new Set([String(object.metadata['uid'])])
  // Owners before what they own: a Job of a CronJob, a ReplicaSet of a Deployment, then their pods.
  const order: ChildType[] = ['ControllerRevision', 'Job', 'ReplicaSet', 'Pod']
  const found: Record<string, KubeObject[]> = {}
  for (const type of order) {
    if (!kind.children.includes(type)) continue
    const { key, ...resource } = childTypes[type]
    const owned = [...(await tracker.followIfAllowed(resource, namespace)).values()].filter((item) =>
      ownersOf(item).some((uid) => family.has(uid)),
    )
    for (const item of owned) family.add(String(item.metadata['uid']))
    found[key] = owned
  }
  if (kind.children.includes('Event')) {
    const events = [...(await tracker.followIfAllowed({ group: '', kind: 'Event' }, namespace)).values()]
    found['events'] = events.filter((event) =>
      family.has(String((event['involvedObject'] as { uid?: string } | undefined)?.uid)),
    )
  }
  return { ...children, ...found }
}

function ownersOf(object: KubeObject): string[] {
  const owners = (object.metadata['ownerReferences'] ?? []) as { uid: string }[]
  return owners.map(({ uid }) => uid)
}

async function report(cluster: Cluster, { target, last }: Waiting, timeout: number): Promise<FailureReport> {
  const message =
    last.state === 'failed' ? last.message : `not ready after ${Math.round(timeout / 1000)} s: ${last.message}`
  const causes = await Promise.all(last.causes.map((cause) => withLog(cluster, cause, target.ref.namespace)))
  return { ref: target.ref, place: target.place, message, causes }
}

async function withLog(cluster: Cluster, cause: Cause, namespace: string | undefined): Promise<ReportedCause> {
  if (cause.log === undefined || cause.pod === undefined || namespace === undefined) return { ...cause, lines: [] }
  const { container, previous } = cause.log
  try {
    const text = await cluster.logs({ namespace, name: cause.pod }, { container, previous, tailLines: logLines })
    return { ...cause, lines: text.split('\n').filter((line) => line !== '') }
  } catch {
    // A log that can't be had (its node is gone, reading is forbidden) must not hide the cause itself.
    return { ...cause, lines: [] }
  }
}
