import type { KdeployError } from '../../errors.ts'
import type { Emit, FailureReport } from '../../workflow/run/events.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { PolicyOptions } from '../../workflow/run/policy.ts'
import { asKdeployError } from '../../workflow/run/request-errors.ts'
import type { World } from '../../workflow/run/world.ts'
import { undoRun } from '../../workflow/undo-run.ts'

/** How a release was brought back to where it was before a run. */
export type BroughtBack =
  /** There was nothing to bring back, or it isn't the run's any more (`isSuperseded`); one line. */
  | { readonly outcome: 'untouched'; readonly reason: string; readonly isSuperseded: boolean }
  /** The state before the run is back, and ready. `revision`: what records that; undefined where nothing had to be written. */
  | { readonly outcome: 'restored'; readonly target: number; readonly revision: number | undefined }
  /** The run had made the release: it is deleted. `kept`: objects that stay, as they hold data or aren't kdeploy's. */
  | { readonly outcome: 'deleted'; readonly kept: number }
  /** It isn't back, or not all of it, or not ready. `reason`: one line; `error` and `failures`: what there is to say of it. */
  | {
      readonly outcome: 'failed'
      readonly reason: string
      readonly error?: KdeployError | undefined
      readonly failures?: readonly FailureReport[] | undefined
    }

/** What the run was given that failed: how it waits, locks and prunes. */
export interface BringBackOptions extends PolicyOptions {
  /** Requests to the API server at a time. */
  readonly concurrency: number
}

/**
 * Brings a release back to where it was before the first of its revisions that a run made, as part of that run or in place of a person:
 * nobody is asked, and everything goes back that the cluster doesn't refuse. @throws Interrupted, and what is no KdeployError
 */
export async function bringBack(
  input: ProfileInput,
  run: string,
  options: BringBackOptions,
  world: World,
  emit: Emit,
): Promise<BroughtBack> {
  try {
    const undone = await undoRun(
      input,
      run,
      { ...options, isAttended: false, alsoRestore: ['none'], again: '' },
      world,
      emit,
    )
    if (undone.outcome === 'untouched') return undone
    if (undone.outcome === 'deleted') return { outcome: 'deleted', kept: undone.kept + undone.orphaned }
    const { failures, refusal, notRestored, target, revision } = undone
    if (failures.length > 0) return { outcome: 'failed', reason: `revision ${target} is back and not ready`, failures }
    const error = refusal ?? notRestored[0]?.problem
    if (error === undefined) return { outcome: 'restored', target, revision }
    const reason = refusal === undefined ? `not all of revision ${target} is back: ${error.message}` : error.message
    return { outcome: 'failed', reason, error }
  } catch (thrown) {
    const error = world.interrupted.aborted ? undefined : asKdeployError(thrown)
    if (error === undefined) throw thrown
    return { outcome: 'failed', reason: error.message, error }
  }
}
