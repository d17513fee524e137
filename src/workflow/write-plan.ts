import pLimit from 'p-limit'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { explainApiError } from '../cluster/explain.ts'
import { KdeployError } from '../errors.ts'
import { describeRef, keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import type { Action, Change, Plan } from '../plan/types.ts'
import { inWaves } from '../plan/waves.ts'
import type { Emit } from './events.ts'
import { stopIfInterrupted, writtenDetail } from './interrupted.ts'
import { concurrency, fieldManager } from './plan-release.ts'
import type { World } from './world.ts'

/** The objects that a run wrote, by key, as the server answered. */
export type Written = ReadonlyMap<string, KubeObject>

/** Writes what changes, wave by wave. Returns the written objects by key. @throws KdeployError that lists what was written */
export async function writePlan(cluster: Cluster, plan: Plan, world: World, emit: Emit): Promise<Written> {
  const written = new Map<string, KubeObject>()
  const names = () => namesOf(written)
  const limit = pLimit(concurrency)
  for (const wave of inWaves(plan.changes.filter(({ action }) => action !== 'unchanged'))) {
    const problems: KdeployError[] = []
    await Promise.all(
      wave.map((change) =>
        limit(async () => {
          if (world.interrupted.aborted || problems.length > 0) return
          try {
            written.set(
              keyOf(change.ref),
              await cluster.apply(change.desired, { fieldManager, dryRun: false, force: change.takesOver }),
            )
            emit({ type: 'written', ref: change.ref, action: change.action as Exclude<Action, 'unchanged'> })
          } catch (error) {
            problems.push(explainWrite(error, change))
          }
        }),
      ),
    )
    stopIfInterrupted(world, names())
    const [first] = problems
    if (first !== undefined) throw stoppedMidway(first, problems, names())
  }
  return written
}

function explainWrite(error: unknown, { ref, desired, manifest }: Change): KdeployError {
  if (error instanceof ApiError)
    return explainApiError(error, { what: describeRef(ref), object: desired, placeOf: manifest.placeOf })
  if (error instanceof KdeployError) return error
  throw error
}

function stoppedMidway(
  first: KdeployError,
  problems: readonly KdeployError[],
  written: readonly string[],
): KdeployError {
  return new KdeployError({
    code: first.code,
    category: first.category === 'input' ? 'cluster' : first.category,
    message: 'the deploy stopped: the cluster refused a write',
    problems,
    detail: writtenDetail(written),
    hint: 'mend the cause and run the same command again: it goes on from what is there',
  })
}

/** What was written, for a message. */
export function namesOf(written: Written): string[] {
  return [...written.values()].map((object) => describeRef(refOf(object)))
}
