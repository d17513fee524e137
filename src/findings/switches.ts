import type { ObjectRef } from '../manifest/types.ts'
import type { Severity } from './finding.ts'

/** What kdeploy.yaml's `validate` says of rules. */
export interface RuleSwitches {
  /** By the rule's name. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>
  readonly exceptions: readonly RuleException[]
}

/** Objects that a rule doesn't look at. */
export interface RuleException {
  readonly rule: string
  /** Default: whatever kind. */
  readonly kind?: string | undefined
  /** A name, or a glob: `web-*`. Default: whatever name. */
  readonly name?: string | undefined
}

/** Nothing is switched. */
export const noSwitches: RuleSwitches = { severities: new Map(), exceptions: [] }

export function isExcepted(
  rule: string,
  { kind, name }: Pick<ObjectRef, 'kind' | 'name'>,
  { exceptions }: RuleSwitches,
): boolean {
  return exceptions.some(
    (exception) =>
      exception.rule === rule &&
      (exception.kind ?? kind) === kind &&
      (exception.name === undefined || matchesName(name, exception.name)),
  )
}

/** `*` in a pattern stands for any text. */
function matchesName(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}
