import { KdeployError } from '../errors.ts'
import type { SetRelease } from '../order/release.ts'
import { reversed } from '../order/reversed.ts'
import { shellWords } from '../shell-words.ts'
import { type DeleteOptions, deleteProfile, previewDelete } from '../workflow/delete.ts'
import { type ProfileInput, releaseArguments } from '../workflow/run/input.ts'
import type { Deleted, Preview } from '../workflow/run/results.ts'
import type { World } from '../workflow/run/world.ts'
import { type ChosenSet, inputOf } from './choosing/select.ts'
import { recordRun } from './runs/run-record.ts'
import type { EmitSet } from './told/events.ts'
import type { ReleaseEnd, SetResult } from './told/results.ts'
import { type Nothing, planThenDo } from './turns/plan-then-do.ts'
import { shareWorld } from './world/shared-world.ts'

export interface DeleteSetOptions extends Omit<DeleteOptions, 'again'> {
  readonly releasesAtATime: number
  /** Requests to the API server at a time. */
  readonly concurrency: number
  readonly dryRun?: boolean | undefined
  /** What the same command was given besides, to be typed again for one of the releases. */
  readonly givenOptions: readonly string[]
}

/** What is known of one release of a deleted set: how it was deleted, what would be, or that nothing is deployed. */
export type SetDeleted = Deleted | Preview | Nothing

/**
 * Deletes the releases of a set, what needs another first. All are planned first, and a person is asked once. After a failure nothing new
 * is begun. @throws KdeployError `nothing-deployed` where none of them is, `not-confirmed`, `cancelled`
 */
export async function deleteSet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  { releasesAtATime: atATime, givenOptions, dryRun, ...options }: DeleteSetOptions,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<SetDeleted>> {
  const { world, close } = shareWorld(outer, options.concurrency)
  const { releases, before } = reversed(chosen.releases, chosen.before)
  const record = recordRun(world, { releases: releases.length })
  const optionsFor = (release: SetRelease) => {
    const named = releaseArguments(inputOf(given, release))
    return { ...options, again: shellWords(['kdeploy', 'delete', ...named, ...givenOptions]) }
  }
  let ends: readonly ReleaseEnd<SetDeleted>[] = []
  try {
    emit({ type: 'set', run: world.run, releases })
    ends = await planThenDo<Preview, Deleted>(
      releases,
      {
        ...{
          before,
          atATime,
          keepGoing: false,
          whyBlocked: (label: string) => `${label} needs it, and is there still`,
        },
        ...{ dryRun, yes: options.yes },
        planned: () => record.tellHalfWay(emit),
      },
      {
        action: 'delete',
        plan: (release, tell) =>
          previewDelete(inputOf(given, release), optionsFor(release), record.worldOf(release), (event) => {
            // What is deleted is told when it is.
            if (event.type !== 'notice' || dryRun === true) tell(event)
          }).catch(nothingThere),
        describe: () => 'all that it applied, and its revisions',
        carryOut: (release, _planned, tell) =>
          deleteProfile(inputOf(given, release), { ...optionsFor(release), yes: true }, record.worldOf(release), tell),
        stateOf: () => 'done',
      },
      world,
      emit,
    )
    if (ends.every(({ result }) => result !== undefined && 'reason' in result)) throw noneDeployed(ends)
    return { run: world.run, ends }
  } finally {
    await close()
  }
}

/** Of a set those that are there are meant. */
function nothingThere(error: unknown): Nothing {
  if (!(error instanceof KdeployError) || error.code !== 'nothing-deployed') throw error
  return { outcome: 'untouched', reason: 'nothing is deployed' }
}

function noneDeployed(ends: readonly ReleaseEnd[]): KdeployError {
  return new KdeployError({
    code: 'nothing-deployed',
    category: 'input',
    message: `none of the ${ends.length} releases is deployed: ${ends.map(({ release }) => release.label).join(', ')}`,
  })
}
