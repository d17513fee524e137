import { type ApplyOptions, applyProfile } from '../workflow/apply.ts'
import type { ProfileInput } from '../workflow/run/input.ts'
import type { Deployed } from '../workflow/run/results.ts'
import type { World } from '../workflow/run/world.ts'
import { afterSteps } from './after-step.ts'
import type { EmitSet } from './events.ts'
import { runInSteps } from './in-steps.ts'
import { type OrderOptions, planSteps } from './plan-steps.ts'
import type { ReleaseEnd, ReleaseState, SetResult } from './results.ts'
import { recordRun } from './run-record.ts'
import { type ChosenSet, inputOf } from './select.ts'
import { shareWorld } from './shared-world.ts'

export interface ApplySetOptions extends ApplyOptions, Pick<OrderOptions, 'canary' | 'bake' | 'batch'> {
  readonly releasesAtATime: number
  /** Whether what doesn't need what failed is deployed all the same. */
  readonly keepGoing?: boolean
}

/** Deploys the releases of a set, each after what it needs is ready. */
export async function applySet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  options: ApplySetOptions,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<Deployed>> {
  const { world, close } = shareWorld(outer, options.concurrency)
  const { releasesAtATime: atATime, keepGoing = false, yes = false } = options
  const { releases, order } = chosen
  const record = recordRun(world, { releases: releases.length })
  let known: readonly ReleaseEnd[] = []
  try {
    emit({ type: 'set', run: world.run, releases })
    for (const message of chosen.notices ?? []) emit({ type: 'notice', message })
    const steps = planSteps(chosen, options, world, emit)
    const { ends, stopped } = await runInSteps(
      chosen,
      steps,
      { atATime, keepGoing },
      {
        action: 'deploy',
        run: (release, tell) => applyProfile(inputOf(given, release), options, record.worldOf(release), tell),
        stateOf: stateOfDeploy,
      },
      world,
      emit,
      afterSteps({ given, folder: order.folder, yes }, world, emit),
    )
    known = ends
    return { run: world.run, ends, stopped }
  } finally {
    await record.end(known)
    await close()
  }
}

function stateOfDeploy({ failures, refusal, restoration, revision }: Deployed): Exclude<ReleaseState, 'skipped'> {
  if (restoration?.outcome === 'restored') return 'restored'
  if (failures.length > 0 || refusal !== undefined) return 'failed'
  return revision === undefined ? 'unchanged' : 'done'
}
