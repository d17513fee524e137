import { hookPhaseOf } from '../../hooks.ts'
import type { PruneRule } from './rule.ts'

export interface HookFacts {
  /** The run was asked to run no hooks, as an undo is. */
  readonly skipsHooks: boolean
}

/** A run that runs no hook, an undo above all, keeps their Jobs: one of them may tell why there is an undo. */
export const hookJob: PruneRule<HookFacts> = {
  name: 'hook-job',
  decide({ live }, { skipsHooks }) {
    if (!skipsHooks || hookPhaseOf(live) === undefined) return undefined
    return { kind: 'keep', reason: 'this run runs no hooks, so their Jobs are kept' }
  },
}
