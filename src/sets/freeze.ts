import type { Freeze } from '../history/records/freeze.ts'
import { type FreezeOptions, freezeProfile } from '../workflow/freeze.ts'
import type { ProfileInput } from '../workflow/run/input.ts'
import { defaultConcurrency } from '../workflow/run/input.ts'
import type { World } from '../workflow/run/world.ts'
import { type Thawed, thawProfile } from '../workflow/thaw.ts'
import { type ChosenSet, inputOf } from './choosing/select.ts'
import type { EmitSet } from './told/events.ts'
import type { SetResult } from './told/results.ts'
import { runSet, type SetTask } from './turns/run-set.ts'
import { shareWorld } from './world/shared-world.ts'

type Given = Omit<ProfileInput, 'profile' | 'cluster'>

/** Freezes the releases of a set, each on its own: what can't be frozen keeps no other from it. */
export function freezeSet(
  given: Given,
  chosen: ChosenSet,
  options: FreezeOptions & { readonly releasesAtATime: number },
  world: World,
  emit: EmitSet,
): Promise<SetResult<Freeze>> {
  return eachOf(chosen, options, world, emit, (shared) => ({
    action: 'freeze',
    run: (release, tell) => freezeProfile(inputOf(given, release), options, shared, tell),
    stateOf: () => 'done',
  }))
}

/** Thaws the releases of a set, each on its own. */
export function thawSet(
  given: Given,
  chosen: ChosenSet,
  options: { readonly releasesAtATime: number },
  world: World,
  emit: EmitSet,
): Promise<SetResult<Thawed>> {
  return eachOf(chosen, options, world, emit, (shared) => ({
    action: 'thaw',
    run: (release, tell) => thawProfile(inputOf(given, release), shared, tell),
    stateOf: ({ lifted }) => (lifted === undefined ? 'unchanged' : 'done'),
  }))
}

async function eachOf<Result>(
  { releases }: ChosenSet,
  { releasesAtATime: atATime }: { readonly releasesAtATime: number },
  outer: World,
  emit: EmitSet,
  taskIn: (world: World) => SetTask<Result>,
): Promise<SetResult<Result>> {
  const { world, close } = shareWorld(outer, defaultConcurrency)
  try {
    emit({ type: 'set', run: world.run, releases })
    return { run: world.run, ends: await runSet(releases, { atATime, keepGoing: true }, taskIn(world), world, emit) }
  } finally {
    await close()
  }
}
