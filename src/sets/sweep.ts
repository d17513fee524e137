import { count } from '../counts.ts'
import { formatWhen } from '../duration.ts'
import { identityOf } from '../history/records/release.ts'
import type { SetRelease } from '../order/release.ts'
import type { Deleted, Preview } from '../workflow/run/results.ts'
import type { World } from '../workflow/run/world.ts'
import {
  type ExpiredRelease,
  findExpired,
  type Left,
  previewSweep,
  type SweepInput,
  type SweepOptions,
  sweepRelease,
} from '../workflow/sweep.ts'
import type { EmitSet } from './told/events.ts'
import type { ReleaseEnd, SetResult } from './told/results.ts'
import { askFirst } from './turns/ask-first.ts'
import { runSet } from './turns/run-set.ts'
import { shareWorld } from './world/shared-world.ts'

export interface SweepSetOptions extends SweepOptions {
  readonly releasesAtATime: number
  /** Requests to the API server at a time. */
  readonly concurrency: number
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** What is known of a release that has expired: how it was deleted, what would be, or why it was left. */
export type Swept = Deleted | Preview | Left

/**
 * Deletes a project's releases that have expired. All are planned first, and a person is asked once; one that can't be planned or deleted
 * keeps no other from it. @throws KdeployError `not-confirmed`, `cancelled`
 */
export async function sweepProject(
  input: SweepInput,
  { releasesAtATime: atATime, concurrency, dryRun = false, yes = false, ...options }: SweepSetOptions,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<Swept>> {
  const { world, close } = shareWorld(outer, concurrency)
  const turns = { atATime, keepGoing: true }
  try {
    const found = await findExpired(input, world, (message) => emit({ type: 'warning', message }))
    const expired = new Map(labelled(found).map((one) => [one.setRelease.label, one]))
    const releases = [...expired.values()].map(({ setRelease }) => setRelease)
    if (releases.length === 0) {
      emit({ type: 'notice', message: 'no release has expired' })
      return { run: world.run, ends: [] }
    }
    emit({ type: 'set', run: world.run, releases })
    const of = ({ label }: SetRelease) => {
      const one = expired.get(label)
      if (one === undefined) throw new Error(`${label} has not expired`)
      return one
    }
    const plans = await runSet<Preview | Left>(
      releases,
      turns,
      {
        action: 'plan',
        run: (release, tell) => previewSweep(of(release), options, world, tell),
        stateOf: stateOfSwept,
        reasonOf: reasonOfSwept,
      },
      world,
      emit,
    )
    const planned = plans.filter(isPlanned)
    if (dryRun || planned.length === 0) return { run: world.run, ends: plans }
    if (!yes) {
      const now = world.wallClock()
      const lines = planned.flatMap(({ release, result }) => [
        `${identityOf(of(release).release)}: expired ${formatWhen(of(release).at, now)}`,
        ...(result.outline ?? []).map((line) => `  ${line}`),
      ])
      await askFirst({ action: `deletion of ${count(planned.length, 'release')}`, lines }, planned, world, emit)
    }
    const ends = await runSet<Deleted | Left>(
      planned.map(({ release }) => release),
      turns,
      {
        action: 'delete',
        run: (release, tell) => sweepRelease(of(release), options, world, tell),
        stateOf: stateOfSwept,
        reasonOf: reasonOfSwept,
      },
      world,
      emit,
    )
    const known = new Map<string, ReleaseEnd<Swept>>([...plans, ...ends].map((end) => [end.release.label, end]))
    return { run: world.run, ends: [...known.values()] }
  } finally {
    await close()
  }
}

function isPlanned(end: ReleaseEnd<Preview | Left>): end is ReleaseEnd<Preview> & { readonly result: Preview } {
  return end.result !== undefined && !('left' in end.result)
}

function stateOfSwept(swept: Swept): 'done' | 'unchanged' {
  return 'left' in swept ? 'unchanged' : 'done'
}

function reasonOfSwept(swept: Swept): string | undefined {
  return 'left' in swept ? `left: ${swept.left}` : undefined
}

/** Each by its profile, and by its namespace and kube context where that isn't enough to tell it from others. */
function labelled(found: readonly ExpiredRelease[]): (ExpiredRelease & { readonly setRelease: SetRelease })[] {
  const levels = [
    ({ release }: ExpiredRelease) => release.profile,
    ({ release }: ExpiredRelease) => `${release.profile}/${release.namespace}`,
    ({ release, target }: ExpiredRelease) => `${release.profile}/${release.namespace}@${target.kubeContext ?? ''}`,
  ]
  const isUnique = (of: (one: ExpiredRelease) => string) => new Set(found.map(of)).size === found.length
  const labelOf = levels.find(isUnique) ?? identityAt
  return found.map((one) => ({
    ...one,
    setRelease: { profile: one.release.profile, cluster: undefined, label: labelOf(one) },
  }))
}

function identityAt({ release, target }: ExpiredRelease): string {
  return `${identityOf(release)}@${target.kubeContext ?? ''}`
}
