import { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { isHookPrerequisite } from '../../../plan/hooks.ts'
import type { Change, HookPhase, Plan } from '../../../plan/types.ts'
import { explainItem } from '../../planning/compare/compare.ts'
import type { FailureReport } from '../../run/events.ts'
import { throwIfInterrupted } from '../../run/interruption.ts'
import { describeLedger, type Ledger, nothingWritten } from '../../run/ledger.ts'
import { phase as timed } from '../../run/phase.ts'
import type { WaitingPolicy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { Dependencies } from '../objects/await-dependencies.ts'
import { type WriteOptions, writePlan } from '../objects/write-plan.ts'
import { runHook } from './run-hook.ts'

/** What was done before the deploy itself. */
export interface BeforeHooks {
  /** Of the hook that failed; then nothing else may be written. */
  readonly failures: readonly FailureReport[]
  /** What is left to write. */
  readonly rest: Plan
}

/** Writes the prerequisites of hooks, then runs the before-apply hooks until one fails. */
export async function runHooksBefore(run: Run, plan: Plan, options: WriteOptions): Promise<BeforeHooks> {
  if (!plan.hooks.some(({ runs, phase }) => runs && phase === 'before-apply')) return { failures: [], rest: plan }
  const isFirst = ({ ref, manifest }: Change) =>
    isHookPrerequisite(manifest.object) || (ref.kind === 'Namespace' && ref.name === options.release.namespace)
  await writePlan(run, { ...plan, changes: plan.changes.filter(isFirst) }, options)
  const failures = await runHooks(run, plan, 'before-apply', options.policy.waiting)
  const asWritten = (change: Change): Change =>
    run.ledger.isWritten(change.ref) ? { ...change, action: 'unchanged' } : change
  return { failures, rest: { ...plan, changes: plan.changes.map(asWritten) } }
}

/**
 * Runs the hooks of a phase that are to run, one after another, until one fails.
 * @throws KdeployError that lists what was written, where the cluster refuses one; Interrupted
 */
export async function runHooks(
  run: Run,
  plan: Plan,
  phase: HookPhase,
  waiting: WaitingPolicy,
): Promise<readonly FailureReport[]> {
  const { world, ledger } = run
  const hooks = plan.hooks.filter((hook) => hook.runs && hook.phase === phase)
  const dependencies = new Dependencies(run, waiting)
  for (const hook of hooks) {
    const name = describeRef(hook.ref)
    try {
      const problem = await dependencies.await(hook)
      if (problem !== undefined) throw stopped(problem, `the hook ${name} was not run`, ledger)
      throwIfInterrupted(run)
      const failure = await timed(world, `hook ${name}`, () => runHook(run, hook, waiting))
      if (failure !== undefined) return [failure]
      throwIfInterrupted(run)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw stopped(explainItem(error, hook, world.masking.mask), `the cluster refused the hook ${name}`, ledger)
    }
  }
  return []
}

function stopped(problem: KdeployError, why: string, ledger: Ledger): KdeployError {
  return new KdeployError({
    code: problem.code,
    category: problem.category === 'input' && ledger.hasWritten() ? 'cluster' : problem.category,
    message: `the deploy stopped: ${why}`,
    problems: [problem],
    detail: describeLedger(ledger) ?? nothingWritten,
    hint: 'fix the cause and rerun the command',
  })
}
