import { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/records/release.ts'
import type { StoredRevision } from '../../history/store.ts'
import { describeRef } from '../../manifest/identity.ts'
import { isNothing, type PlanCounts, planCounts, withMadeNamespace } from '../../plan/build.ts'
import { withoutHooks } from '../../plan/hooks.ts'
import { withoutContested } from '../../plan/prune/contested.ts'
import { massDeletionIn, withoutMassDeletion } from '../../plan/prune/mass-deletion.ts'
import type { Plan } from '../../plan/types.ts'
import { phase } from '../run/phase.ts'
import type { Policy } from '../run/policy.ts'
import { type Run, withDeferredEvents } from '../run/run.ts'
import { awaitBothChecks, deferred } from './await-all.ts'
import { checkQuotas } from './check-quota.ts'
import type { Desired } from './desired.ts'
import { mustRecordWithoutChange } from './must-record.ts'
import { planRelease } from './plan-release.ts'
import { describeMassDeletion } from './prune/mass-deletion.ts'
import { traceFates } from './prune/plan-prune.ts'
import { prunePredicate } from './prune/predicate.ts'
import { checkReferences } from './references/check-references.ts'
import { warnOfStaleReaders } from './references/warn-of-stale-readers.ts'
import { placeWarnings } from './server-warnings.ts'
import { withinLimits } from './undo/undo-limits.ts'

/** What a run would do. */
export interface Planned {
  readonly plan: Plan
  /** Of the plan, and of the namespace that is made for it. */
  readonly counts: PlanCounts
  /** By which it was planned. */
  readonly history: readonly StoredRevision[]
  /** Whether anything is to be written, if only a revision. */
  readonly writes: boolean
  /** Why the plan leaves manifests out; undefined where it leaves none out, and always where the policy writes. */
  readonly refused: KdeployError | undefined
}

/**
 * Plans a deploy, tells what it would do, and checks all that can be checked beforehand. Writes nothing. `reading`: the history, which
 * may still be on its way.
 * @throws KdeployError with every problem of the references and the manifests at once, then of the quotas
 */
export async function planPhase(
  run: Run,
  desired: Omit<Desired, 'command'>,
  policy: Policy,
  reading: Promise<readonly StoredRevision[]>,
): Promise<Planned> {
  const { cluster, world, emit } = run
  const { release, manifests } = desired
  const history = deferred(reading)
  const referring = policy.hooks.phases.length > 0 ? manifests : withoutHooks(manifests)
  const references = withDeferredEvents(run)
  const planning = withDeferredEvents(run)
  const releaseWarnings = cluster.holdWarnings()
  const [, found] = await phase(world, 'plan', async () => {
    const isPruned = await prunePredicate(cluster, release, policy.prune)
    return awaitBothChecks(
      checkReferences(references.run, referring, policy.references, isPruned),
      planRelease(planning.run, desired, policy, history, isPruned),
    )
  }).finally(async () => {
    try {
      for (const notice of await placeWarnings(cluster, releaseWarnings(), manifests, world.masking.mask)) emit(notice)
    } finally {
      references.tell()
      planning.tell()
    }
  })
  const known = await history
  const plan = await withinBounds(run, desired, policy, found.plan)
  traceFates(world, plan.candidates)
  warnOfStaleReaders(plan, emit)
  const hooks = plan.hooks.filter(({ runs }) => runs).length
  const counts = withMadeNamespace(planCounts(plan), plan)
  const refused = found.refused?.manifests
  emit({ type: 'planned', ...counts, hooks: hooks === 0 ? undefined : hooks, refused })
  const writes = !isNothing(counts) || hooks > 0 || mustRecordWithoutChange(desired, plan, known)
  const exceeded = writes ? await checkQuotasBy(policy, run, release, plan, known.length === 0) : undefined
  return { plan, counts, history: known, writes, refused: found.refused?.error ?? exceeded }
}

/** Why a quota would refuse the plan; undefined where none would. @throws it where the policy refuses that */
async function checkQuotasBy(
  { quotas }: Policy,
  run: Run,
  release: Release,
  plan: Plan,
  firstDeploy: boolean,
): Promise<KdeployError | undefined> {
  if (quotas === 'ignore') return undefined
  try {
    await checkQuotas(run, release, plan, firstDeploy)
    return undefined
  } catch (error) {
    if (quotas === 'report' && error instanceof KdeployError) return error
    throw error
  }
}

/** The plan without what an undo may not do. */
async function withinBounds(
  run: Run,
  { release, limits, contested = new Set() }: Omit<Desired, 'command'>,
  { prune }: Policy,
  found: Plan,
): Promise<Plan> {
  const { emit } = run
  const proven = limits === undefined ? found : await withinLimits(run, release, found, limits)
  const mass = prune.massDeletion === 'keep' ? massDeletionIn(proven) : undefined
  if (mass !== undefined) {
    const message = `nothing will be deleted: the undo ${describeMassDeletion(mass).reason}, and that was not confirmed`
    emit({ type: 'warning', message })
  }
  const kept = mass === undefined ? proven : withoutMassDeletion(proven)
  const { plan, left } = withoutContested(kept, contested)
  if (left.length > 0) {
    const message = `not undone, because someone else changed ${left.length === 1 ? 'it' : 'them'}: ${left.map(describeRef).join(', ')}`
    emit({ type: 'warning', message })
  }
  return plan
}
