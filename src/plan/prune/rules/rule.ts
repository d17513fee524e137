import type { KdeployError } from '../../../errors.ts'
import type { Fate, PruneCandidate } from '../../types.ts'

/** A rule of the prune: what it says of a candidate, given the facts that it needs. */
export interface PruneRule<Facts = unknown> {
  /** As `--verbose` names it. */
  readonly name: string
  /**
   * The candidate's fate, or an error that stops the run; undefined where the rule has no say. The candidate has the fate that
   * the rules before this one gave it.
   */
  decide(candidate: PruneCandidate, facts: Facts): Fate | KdeployError | undefined
  /** The message where it stops the run because of several candidates. */
  readonly refused?: (count: number) => string
}
