import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import {
  cutShortMark,
  describeAlive,
  describeHalfWay,
  endedMark,
  type FoundRun,
  halfWayRuns,
  supersededMark,
  unsettledRuns,
} from '../../history/half-way.ts'
import type { Lock } from '../../history/lock/keep-lock.ts'
import { awaitRunEnd, beginRunLease, isRunAlive, sweepRunLeases } from '../../history/lock/run-lease.ts'
import type { Release } from '../../history/records/release.ts'
import { runEndedAnnotation } from '../../history/records/revision.ts'
import { type ReleaseRun, runsIn } from '../../history/runs.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { SetRelease } from '../../order/release.ts'
import type { RunSet, World } from '../../workflow/run/world.ts'
import type { EmitSet } from '../told/events.ts'
import type { ReleaseEnd, Stopped } from '../told/results.ts'

/** What a run of several releases records of itself, and learns of earlier ones. */
export interface RunRecord {
  /** The world of one release of the set. */
  worldOf(release: SetRelease): World
  /** By label, the runs that made what was read of each release's revisions so far. */
  readonly runs: ReadonlyMap<string, readonly ReleaseRun[]>
  /** Tells which earlier runs stand half-way, by the histories that were read so far, and returns them: to be called before anything is written. `except`: that is undone. */
  tellHalfWay(emit: EmitSet, except?: string): Promise<readonly FoundRun[]>
  /** Waits until an earlier run has ended or shows no heartbeat. false where it is alive at `deadline` (by the monotonic clock). */
  awaitEnd(run: string, deadline: number, emit: EmitSet): Promise<boolean>
  /**
   * Has the run's revisions say that it ended, in whatever way, and, where all of it was well, those of runs that were killed or cut short
   * that they are superseded where this run found the release as it should be. What can't be marked is left as it is.
   */
  end(ends: readonly ReleaseEnd[], stopped?: Stopped): Promise<void>
  /** Whether a release is as a run left it that was killed or cut short, by its history as it was read. */
  isUnsettled(release: SetRelease): boolean
}

/** What is known of one release of the set. */
interface Known {
  readonly world: World
  /** Where its history was read. */
  place?: { readonly cluster: Cluster; readonly release: Release }
}

/** Requests at a time for what is found out and marked. */
const atATime = 8

/** Begins the record of a run on so many releases; nothing is written before one of them is. */
export function recordRun(
  world: World,
  { releases, allOrNothing = false }: { readonly releases: number; readonly allOrNothing?: boolean | undefined },
): RunRecord {
  const known = new Map<string, Known>()
  const runs = new Map<string, readonly ReleaseRun[]>()
  const made: { readonly cluster: Cluster; readonly ref: ObjectRef }[] = []
  const leases = new Map<string, Promise<{ readonly lease: Lock; readonly namespace: string } | undefined>>()
  const limit = pLimit(atATime)

  const beginLease = async ({ cluster, release: { namespace } }: NonNullable<Known['place']>) => {
    const lease = await beginRunLease(cluster, namespace, world.run, world.deployer, world).catch(() => undefined)
    if (lease === undefined) return undefined
    await sweepRunLeases(cluster, namespace).catch(() => {})
    return { lease, namespace }
  }
  const know = (label: string): Known => {
    const found: KubeObject[] = []
    let isFirst = true
    let leaseNamespace: string | undefined
    const set: RunSet = {
      releases,
      allOrNothing,
      foundBefore: found,
      get lease() {
        return leaseNamespace
      },
      sawHistory(cluster, release, history) {
        one.place = { cluster, release }
        runs.set(label, runsIn(history))
      },
      async begin() {
        const { place } = one
        if (place === undefined) return
        const key = `${place.cluster.server} ${place.cluster.kubeContext}`
        const beginning = leases.get(key) ?? beginLease(place)
        leases.set(key, beginning)
        leaseNamespace = (await beginning)?.namespace
      },
      recorded({ secret }) {
        // Not by the cluster that the lock guards: it is marked once that is released.
        if (one.place !== undefined) made.push({ cluster: one.place.cluster, ref: refOf(secret) })
      },
      carriedOut({ changes }) {
        if (!isFirst || !allOrNothing) return
        isFirst = false
        for (const { action, live } of changes) if (action !== 'unchanged' && live !== null) found.push(live)
      },
    }
    const one: Known = { world: { ...world, set } }
    known.set(label, one)
    return one
  }
  /** Where a run says that it is on its way, each place once. */
  const leasesOf = (id: string) => {
    const places = [...runs].flatMap(([label, all]) => {
      const cluster = known.get(label)?.place?.cluster
      const namespace = all.find((run) => run.id === id)?.lease
      return cluster === undefined || namespace === undefined ? [] : [{ cluster, namespace }]
    })
    return [...new Map(places.map((place) => [`${place.cluster.server} ${place.namespace}`, place])).values()]
  }
  const isAlive = async (id: string) => {
    const asked = leasesOf(id).map(({ cluster, namespace }) => limit(() => isRunAlive(cluster, namespace, id)))
    const answers = await Promise.allSettled(asked)
    return answers.some((answer) => answer.status === 'fulfilled' && answer.value)
  }
  /** Of runs that were killed or cut short, in a release that this run found as it should be. Elsewhere there is a newer revision. */
  const supersede = async ({ release: { label }, state }: ReleaseEnd) => {
    const cluster = known.get(label)?.place?.cluster
    if (cluster === undefined || state !== 'unchanged') return
    for (const { id, ended, isCutOff, secret } of unsettledRuns(runs.get(label) ?? [], world.run)) {
      // It may be writing to this very release. One that has done with it says itself how it ended, over what is marked here.
      if (ended === undefined && isCutOff && (await isAlive(id))) continue
      await mark(cluster, secret, `${supersededMark}${world.run}`)
    }
  }
  return {
    runs,
    worldOf: ({ label }) => (known.get(label) ?? know(label)).world,
    async awaitEnd(id, deadline, emit) {
      const clock = { ...world, notify: (message: string) => emit({ type: 'notice', message }) }
      for (const { cluster, namespace } of leasesOf(id))
        if (!(await awaitRunEnd(cluster, namespace, id, deadline, clock))) return false
      return true
    },
    async tellHalfWay(emit, except) {
      const told: FoundRun[] = []
      const inOrder = [...known.keys()].map((label) => [label, runs.get(label) ?? []] as const)
      for (const run of halfWayRuns(new Map(inOrder), world.run)) {
        if (run.id === except) continue
        const found = { ...run, isAlive: await isAlive(run.id) }
        const message = found.isAlive ? describeAlive(run) : describeHalfWay(run, world.wallClock())
        emit({ type: 'warning', message })
        told.push(found)
      }
      return told
    },
    isUnsettled: ({ label }) => unsettledRuns(runs.get(label) ?? [], world.run).length > 0,
    async end(ends, stopped) {
      const isWhole = stopped === undefined && ends.every(({ state }) => state === 'done' || state === 'unchanged')
      const ended = `${endedMark}${new Date(world.wallClock()).toISOString()}${isWhole ? '' : cutShortMark}`
      await Promise.allSettled([
        ...made.map(({ cluster, ref }) => limit(() => mark(cluster, ref, ended))),
        ...(isWhole ? ends : []).map((end) => supersede(end)),
      ])
      await Promise.allSettled([...leases.values()].map(async (lease) => (await lease)?.lease.release()))
    },
  }
}

/** Tries of a mark, where somebody else writes the same Secret. */
const attempts = 3

/** By GET and PUT, which whoever deploys may anyway; what is immutable of the Secret stays as it is. */
async function mark(cluster: Cluster, ref: ObjectRef, text: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const secret = await cluster.get(ref)
    if (secret === null) return
    const annotations = { ...annotationsOf(secret), [runEndedAnnotation]: text }
    try {
      await cluster.replace({ ...secret, metadata: { ...secret.metadata, annotations } })
      return
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}
