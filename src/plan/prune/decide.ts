import { KdeployError, throwCollected } from '../../errors.ts'
import type { Member, PruneCandidate } from '../types.ts'
import { type PruneFacts, rules, rulesOfObject, unlessRuled } from './registry.ts'
import type { PruneRule } from './rules/rule.ts'

/** The candidates with the fates that the rules give them. */
export function decideFates(candidates: readonly Member[], facts: PruneFacts): PruneCandidate[] {
  const undecided = candidates.map((candidate) => ({ ...candidate, ...unlessRuled }))
  return rules.reduce((decided, rule) => applyRule(rule, decided, facts), undecided as PruneCandidate[])
}

/** What becomes of a member that is no longer rendered, as far as the object itself says. */
export function fateOfObject(member: Member): PruneCandidate {
  const undecided: PruneCandidate = { ...member, ...unlessRuled }
  return rulesOfObject.reduce((decided, rule) => applyRule(rule, [decided], undefined)[0] ?? decided, undecided)
}

/** The candidates after one more rule. @throws KdeployError with what the rule refuses */
export function applyRule<Facts>(
  rule: PruneRule<Facts>,
  candidates: readonly PruneCandidate[],
  facts: Facts,
): PruneCandidate[] {
  const problems: KdeployError[] = []
  const decided = candidates.map((candidate) => {
    const said = rule.decide(candidate, facts)
    if (said instanceof KdeployError) problems.push(said)
    return said === undefined || said instanceof KdeployError
      ? candidate
      : { ...candidate, fate: said, rule: rule.name }
  })
  throwCollected(problems, rule.refused ?? ((count) => `${count} objects can't be deleted`))
  return decided
}
