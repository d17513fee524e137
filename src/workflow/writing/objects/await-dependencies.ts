import { formatDuration } from '../../../duration.ts'
import { KdeployError, type Place } from '../../../errors.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import { afterAnnotation, dependenciesOf } from '../../../plan/after.ts'
import { type OwnServer, servedApi } from '../../../plan/own-servers.ts'
import { serversBefore } from '../../../plan/waves.ts'
import { dependencyRef } from '../../planning/facts/dependencies.ts'
import type { WaitingPolicy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { readKind } from '../../waiting/targets.ts'
import { waitForReady } from '../../waiting/wait.ts'

/** Milliseconds for an object that doesn't exist to be made by somebody, where `--timeout` doesn't say. */
const existsWithin = 600_000

/** Between two reminders of what doesn't exist, in milliseconds. */
const remindEvery = 30_000

/** Between two looks at whether it exists, in milliseconds. */
const lookEvery = 1000

/** How long the API server may take until it knows the kinds of an aggregated API that is available, in milliseconds. */
const discoveredWithin = 60_000

/** Between two looks at what it knows, in milliseconds. */
const discoverEvery = 200

/** What is to be written. */
interface Waiting {
  readonly ref: ObjectRef
  readonly desired: KubeObject
  readonly manifest: Manifest
  /** See Change. */
  readonly checkAfter?: readonly string[]
}

/** What the objects of a run come after; each is waited for once. */
export class Dependencies {
  readonly #run: Run
  readonly #waiting: WaitingPolicy
  readonly #servers: readonly OwnServer[]
  readonly #waits = new Map<string, Promise<string | undefined>>()

  /** `servers`: those of the release that is written. Default: none. */
  constructor(run: Run, waiting: WaitingPolicy, servers: readonly OwnServer[] = []) {
    this.#run = run
    this.#waiting = waiting
    this.#servers = servers
  }

  /** Whether an object comes after workloads that serve it, or is what has the API server ask them. */
  awaitsServer(one: Waiting): boolean {
    return this.#serversOf(one).length > 0
  }

  /**
   * Waits until the servers of the release are ready that objects need, and discovery knows what they serve. Returns why one is
   * not, for each object; nothing also where the run was interrupted.
   */
  async awaitServers(objects: readonly Waiting[]): Promise<KdeployError[]> {
    const served = objects.filter((one) => this.awaitsServer(one))
    const found = await Promise.all(served.map((one) => this.#awaitServersOf(one)))
    const problems = found.filter((problem) => problem !== undefined)
    const ofApis = served.filter((one) => this.#serversOf(one).some((server) => servedApi(server) !== undefined))
    if (problems.length === 0 && ofApis.length > 0) await this.#awaitDiscovery(ofApis)
    return problems
  }

  /** The API server reads what an aggregated API serves a moment after it is available. */
  async #awaitDiscovery(objects: readonly Waiting[]): Promise<void> {
    const { cluster, world } = this.#run
    const end = world.monotonicClock() + discoveredWithin
    for (;;) {
      cluster.refreshResources()
      const resources = await Promise.all(
        objects.map(({ ref }) => cluster.resourceOf(ref).catch((error: unknown) => notYetKnown(error))),
      )
      const isKnown = resources.every((resource) => resource !== undefined)
      if (isKnown || world.interrupted.aborted || world.monotonicClock() >= end) return
      await world.sleep(discoverEvery)
    }
  }

  /** A server of the release, where the object is one, else those that come before it. */
  #serversOf(one: Waiting): readonly OwnServer[] {
    const own = this.#servers.filter(({ ref }) => keyOf(ref) === keyOf(one.ref))
    return own.length > 0 ? own : serversBefore(one, this.#servers)
  }

  async #awaitServersOf(one: Waiting): Promise<KdeployError | undefined> {
    const { ref, manifest } = one
    for (const server of this.#serversOf(one)) {
      const isItself = keyOf(server.ref) === keyOf(ref)
      const needed = isItself || servedApi(server) === undefined ? server.workloads : [...server.workloads, server.ref]
      for (const workload of needed) {
        const why = await this.#wait(workload, describeRef(ref))
        if (this.#run.world.interrupted.aborted) return undefined
        if (why === undefined) continue
        const how = isItself ? 'serves it' : `${describeRef(server.ref)} needs`
        return notReady(ref, describeRef(workload), how, why, manifest.placeOf(['metadata', 'name']))
      }
    }
    return undefined
  }

  /**
   * Waits until everything that an object comes after is there and ready. Returns why one is not; nothing also where the run was
   * interrupted. @throws ApiError where one may not be read
   */
  async await(one: Waiting): Promise<KdeployError | undefined> {
    const { ref, desired, manifest } = one
    const down = await this.#awaitServersOf(one)
    if (down !== undefined || this.#run.world.interrupted.aborted) return down
    for (const dependency of dependenciesOf(desired)) {
      const place = manifest.placeOf(['metadata', 'annotations', afterAnnotation])
      const resource = await this.#run.cluster.resourceNamed(dependency.kind)
      const first = resource && dependencyRef(dependency, resource, ref)
      const why =
        first === undefined
          ? `the cluster does not know the kind ${dependency.kind}`
          : await this.#wait(first, describeRef(ref))
      if (this.#run.world.interrupted.aborted) return undefined
      if (why === undefined) continue
      const name = first === undefined ? `${dependency.kind}/${dependency.name}` : describeRef(first)
      return notReady(ref, name, 'it comes after', why, place, `, or remove the annotation ${afterAnnotation}`)
    }
    return undefined
  }

  #wait(ref: ObjectRef, waiter: string): Promise<string | undefined> {
    const key = describeRef(ref)
    const known = this.#waits.get(key)
    if (known !== undefined) return known
    const wait = this.#waitOnce(ref, waiter)
    this.#waits.set(key, wait)
    return wait
  }

  async #waitOnce(ref: ObjectRef, waiter: string): Promise<string | undefined> {
    const { cluster, emit, world } = this.#run
    const { timeout, readiness } = this.#waiting
    const begin = world.monotonicClock()
    const limit = timeout ?? existsWithin
    let reminded = 0
    let object = await cluster.get(ref)
    if (object === null) {
      const message = `waiting up to ${formatDuration(limit)} for ${describeRef(ref)}, which does not exist: ${waiter} comes after it`
      emit({ type: 'notice', message })
    }
    while (object === null) {
      if (world.interrupted.aborted) return undefined
      const elapsed = world.monotonicClock() - begin
      if (elapsed >= limit) return `it did not exist within ${formatDuration(limit)}`
      if (elapsed >= reminded + remindEvery) {
        reminded = elapsed
        emit({ type: 'reminder', waitingFor: [{ ref, message: 'does not exist', causes: [] }], elapsed })
      }
      await world.sleep(lookEvery)
      object = await cluster.get(ref)
    }
    const target = { ref, object, place: undefined, kind: await readKind(cluster, ref, readiness) }
    const [failure] = await waitForReady(this.#run, [target], { timeout, stableFor: 0, readiness })
    return failure?.message
  }
}

/** Nothing, where the refusal says that an aggregated API does not respond. */
function notYetKnown(error: unknown): undefined {
  if (!(error instanceof KdeployError) || error.code !== 'api-unavailable') throw error
}

/** Why an object was not written: another one, which `how` relates to it, is not ready. */
function notReady(
  ref: ObjectRef,
  name: string,
  how: string,
  why: string,
  place: Place | undefined,
  orElse = '',
): KdeployError {
  return new KdeployError({
    code: 'dependency-not-ready',
    category: 'workload',
    message: `${describeRef(ref)} was not written: ${name}, which ${how}, is not ready: ${why}`,
    place,
    hint: `make ${name} ready and rerun the command${orElse}`,
  })
}
