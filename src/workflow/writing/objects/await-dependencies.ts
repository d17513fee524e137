import type { ApiResource, Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import { afterAnnotation, type Dependency, dependenciesOf } from '../../../plan/after.ts'
import type { WaitingPolicy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { readKind } from '../../waiting/targets.ts'
import { waitForReady } from '../../waiting/wait.ts'

/** Milliseconds for an object that doesn't exist to be made by somebody, where `--timeout` doesn't say. */
const existsWithin = 600_000

/** Between two looks at whether it exists, in milliseconds. */
const lookEvery = 1000

/** What is to be written. */
interface Waiting {
  readonly ref: ObjectRef
  readonly desired: KubeObject
  readonly manifest: Manifest
}

/** What the objects of a run come after; each is waited for once. */
export class Dependencies {
  readonly #run: Run
  readonly #waiting: WaitingPolicy
  readonly #waits = new Map<string, Promise<string | undefined>>()

  constructor(run: Run, waiting: WaitingPolicy) {
    this.#run = run
    this.#waiting = waiting
  }

  /**
   * Waits until everything that an object comes after is there and ready. Returns why one is not; nothing also where the run was
   * interrupted. @throws ApiError where one may not be read
   */
  async await({ ref, desired, manifest }: Waiting): Promise<KdeployError | undefined> {
    for (const dependency of dependenciesOf(desired)) {
      const place = manifest.placeOf(['metadata', 'annotations', afterAnnotation])
      const first = await resolve(this.#run.cluster, dependency, ref)
      const why =
        first === undefined
          ? `the cluster does not know the kind ${dependency.kind}`
          : await this.#wait(first, describeRef(ref))
      if (this.#run.world.interrupted.aborted) return undefined
      if (why === undefined) continue
      const name = first === undefined ? `${dependency.kind}/${dependency.name}` : describeRef(first)
      return new KdeployError({
        code: 'dependency-not-ready',
        category: 'workload',
        message: `${describeRef(ref)} was not written: ${name}, which it comes after, is not ready: ${why}`,
        place,
        hint: `make ${name} ready and rerun the command, or remove the annotation ${afterAnnotation}`,
      })
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
    const end = world.monotonicClock() + (timeout ?? existsWithin)
    let object = await cluster.get(ref)
    if (object === null)
      emit({ type: 'notice', message: `${waiter} waits for ${describeRef(ref)}, which does not exist` })
    while (object === null) {
      if (world.interrupted.aborted) return undefined
      if (world.monotonicClock() >= end) return 'it does not exist'
      await world.sleep(lookEvery)
      object = await cluster.get(ref)
    }
    const target = { ref, object, place: undefined, kind: await readKind(cluster, ref, readiness) }
    const [failure] = await waitForReady(this.#run, [target], { timeout, stableFor: 0, readiness })
    return failure?.message
  }
}

/** undefined where the cluster has no such kind. */
async function resolve(
  cluster: Cluster,
  { kind, namespace, name }: Dependency,
  of: ObjectRef,
): Promise<ObjectRef | undefined> {
  const resource: ApiResource | undefined = await cluster.resourceNamed(kind)
  if (resource === undefined) return undefined
  const { group, version, namespaced } = resource
  return { group, version, kind: resource.kind, namespace: namespaced ? (namespace ?? of.namespace) : undefined, name }
}
