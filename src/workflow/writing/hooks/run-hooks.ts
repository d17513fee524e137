import { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import { isForHooks } from '../../../plan/hooks.ts'
import type { Change, HookPhase, Plan } from '../../../plan/types.ts'
import { explainItem } from '../../planning/compare/compare.ts'
import type { FailureReport } from '../../run/events.ts'
import { nothingWritten, throwIfInterrupted, whatWasDone } from '../../run/interruption.ts'
import { phase as timed } from '../../run/phase.ts'
import type { WaitingPolicy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { namesOf, type WriteLog } from '../../run/write-log.ts'
import { type WriteOptions, writePlan } from '../objects/write-plan.ts'
import { runHook } from './run-hook.ts'

/** What was done before the deploy itself. */
export interface Prepared {
  /** Of the hook that failed; then nothing else may be written. */
  readonly failures: readonly FailureReport[]
  /** What is left to write. */
  readonly rest: Plan
}

/** Writes what is there for the hooks, and runs those that come before the deploy, until one fails. `log` as of writePlan. */
export async function runHooksBefore(run: Run, plan: Plan, options: WriteOptions, log: WriteLog): Promise<Prepared> {
  if (!plan.hooks.some(({ runs, phase }) => runs && phase === 'before-apply')) return { failures: [], rest: plan }
  const isFirst = ({ ref, manifest }: Change) =>
    isForHooks(manifest.object) || (ref.kind === 'Namespace' && ref.name === options.release.namespace)
  await writePlan(run, { ...plan, changes: plan.changes.filter(isFirst) }, options, log)
  const { written } = log
  const failures = await runHooks(run, plan, 'before-apply', log, options.policy.waiting)
  const asWritten = (change: Change): Change =>
    written.has(keyOf(change.ref)) ? { ...change, action: 'unchanged' } : change
  return { failures, rest: { ...plan, changes: plan.changes.map(asWritten) } }
}

/**
 * Runs the hooks of a phase that are to run, one after another, until one fails. `log` keeps what is made, and what was written is
 * told where the cluster refuses one.
 */
export async function runHooks(
  run: Run,
  plan: Plan,
  phase: HookPhase,
  log: Pick<WriteLog, 'written' | 'hooks'>,
  waiting: WaitingPolicy,
): Promise<readonly FailureReport[]> {
  const { world } = run
  const hooks = plan.hooks.filter((hook) => hook.runs && hook.phase === phase)
  for (const hook of hooks) {
    const name = describeRef(hook.ref)
    try {
      const failure = await timed(world, `hook ${name}`, () => runHook(run, hook, waiting, log.hooks))
      if (failure !== undefined) return [failure]
      throwIfInterrupted(run)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw refused(explainItem(error, hook, world.masking.mask), name, namesOf(log.written))
    }
  }
  return []
}

function refused(problem: KdeployError, name: string, written: readonly string[]): KdeployError {
  return new KdeployError({
    code: problem.code,
    category: problem.category === 'input' && written.length > 0 ? 'cluster' : problem.category,
    message: `the deploy stopped: the cluster refused the hook ${name}`,
    problems: [problem],
    detail: whatWasDone({ written }) ?? nothingWritten,
    hint: 'mend the cause and run the same command again',
  })
}
