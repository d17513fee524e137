import { type ApplyOptions, applyProfile } from '../workflow/apply.ts'
import type { ProfileInput } from '../workflow/run/input.ts'
import type { Deployed } from '../workflow/run/results.ts'
import type { World } from '../workflow/run/world.ts'
import type { EmitSet } from './events.ts'
import type { ReleaseState, SetResult } from './results.ts'
import { runSet } from './run-set.ts'
import { type ChosenSet, inputOf } from './select.ts'
import { shareWorld } from './shared-world.ts'

export interface ApplySetOptions extends ApplyOptions {
  readonly releasesAtATime: number
  /** Whether what doesn't need what failed is deployed all the same. */
  readonly keepGoing?: boolean
}

/** Deploys the releases of a set, each after what it needs is ready. */
export async function applySet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  { releases, before }: ChosenSet,
  options: ApplySetOptions,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<Deployed>> {
  const { world, close } = shareWorld(outer, options.concurrency)
  const { releasesAtATime: atATime, keepGoing = false } = options
  try {
    emit({ type: 'set', run: world.run, releases })
    const ends = await runSet(
      releases,
      { before, atATime, keepGoing },
      {
        action: 'deploy',
        run: (release, tell) => applyProfile(inputOf(given, release), options, world, tell),
        stateOf: stateOfDeploy,
      },
      world,
      emit,
    )
    return { run: world.run, ends }
  } finally {
    await close()
  }
}

function stateOfDeploy({ failures, refusal, restoration, revision }: Deployed): Exclude<ReleaseState, 'skipped'> {
  if (restoration?.outcome === 'restored') return 'restored'
  if (failures.length > 0 || refusal !== undefined) return 'failed'
  return revision === undefined ? 'unchanged' : 'done'
}
