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
  object: Pick<ObjectRef, 'kind' | 'name'>,
  { exceptions }: RuleSwitches,
): boolean {
  return exceptions.some((exception) => exception.rule === rule && isAbout(exception, object))
}

/** Whether an exception is about an object. One that is named by its content goes by the name in its template, too. */
export function isAbout(exception: RuleException, { kind, name }: Pick<ObjectRef, 'kind' | 'name'>): boolean {
  if ((exception.kind ?? kind) !== kind) return false
  const { name: wanted } = exception
  return wanted === undefined || [name, name.replace(/-[0-9a-f]{10}$/, '')].some((one) => matchesName(one, wanted))
}

/** `*` in a pattern stands for any text. It takes as long as the name and the pattern are, whatever is in them. */
function matchesName(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return name === pattern
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
