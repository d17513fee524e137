import { claimedIn } from '../history/store.ts'
import { planCounts } from '../plan/build.ts'
import { diffPlan } from '../plan/diff/diff.ts'
import { phasesToRun } from '../plan/hooks.ts'
import type { ObjectDiff } from '../plan/types.ts'
import { allChecks } from './planning/all-checks.ts'
import { learnHistoryIfAllowed } from './planning/facts/recorded.ts'
import { type PlanOptions, planRelease } from './planning/plan-release.ts'
import { prunePredicate } from './planning/prune/plan-prune.ts'
import { checkReferences } from './planning/references/check-references.ts'
import { checkExposedSecrets } from './rendering/check-exposed-secrets.ts'
import { warnOfForeignAnnotations } from './rendering/foreign-annotations.ts'
import { renderRelease } from './rendering/render-release.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { phase } from './run/phase.ts'
import { newRun } from './run/run.ts'
import type { World } from './run/world.ts'

/** What an apply would change: an apply that stops after the plan. */
export function diffProfile(
  input: ProfileInput,
  {
    concurrency,
    ...choice
  }: { readonly concurrency: number } & Pick<
    PlanOptions,
    | 'forceConflicts'
    | 'prune'
    | 'alsoDelete'
    | 'replaceAny'
    | 'replaceNamed'
    | 'adoptNamed'
    | 'adoptAny'
    | 'adoptFrom'
    | 'revertDrift'
  >,
  world: World,
  emit: Emit,
): Promise<ObjectDiff[]> {
  return withConnection(input.target, world, async (connect) => {
    const { release, manifests, strictSecrets, ownership } = await renderRelease(input, connect, world)
    checkExposedSecrets(manifests, strictSecrets, emit)
    warnOfForeignAnnotations(manifests, emit)
    const cluster = await connect()
    const run = newRun(cluster, world, emit, concurrency)
    const history = learnHistoryIfAllowed(cluster, release, world)
    const hooks = phasesToRun({ hooks: true, wait: true })
    const options = { ...choice, hooks, ownership, createNamespace: 'unsaid', writes: false, history } as const
    history.catch(() => {})
    const [, plan] = await phase(world, 'plan', async () =>
      allChecks(
        checkReferences(run, manifests, 'warn', await prunePredicate(cluster, release, choice)),
        planRelease(run, release, manifests, options),
      ),
    )
    const running = plan.hooks.filter(({ runs }) => runs).length
    emit({ type: 'planned', ...planCounts(plan), hooks: running === 0 ? undefined : running })
    return diffPlan(plan, claimedIn(await history), world.masking)
  })
}
