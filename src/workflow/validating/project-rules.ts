import type { Place } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import type { RuleInfo } from '../../findings/rule-info.ts'
import type { RuleSwitches } from '../../findings/switches.ts'

/** The rules of a project's own files. */
export const projectRules = {
  exceptionUnused: {
    name: 'exception-unused',
    severity: 'warning',
    finds: 'an exception of a rule, in kdeploy.yaml, that is about no object of any profile',
    reason: 'It was for an object that is gone, or its name is misspelled and the rule still holds.',
    source: 'docs/rendering/validate.md#rules',
  },
  fileUnread: {
    name: 'file-unread',
    severity: 'warning',
    finds: 'a file in profiles/ or templates/ that nothing reads',
    reason: 'Whoever changes it believes that it has an effect; mostly its name is misspelled.',
    source: 'docs/rendering/variables.md#a-profile-file',
  },
  readinessUnused: {
    name: 'readiness-unused',
    severity: 'warning',
    finds: "a rule of kdeploy.yaml's `readiness` for a kind that no profile renders",
    reason: 'The kind is misspelled, and its objects are waited for by other rules.',
    source: 'docs/deploying/waiting.md',
  },
  valueRewritten: {
    name: 'value-rewritten',
    severity: 'warning',
    finds:
      'a value without quotes that gets into a manifest otherwise than it is written: `1.10` as 1.1, `NO` as False',
    reason: 'Another image is pulled than the one that was meant.',
    source: 'docs/rendering/variables.md#a-profile-file',
  },
} as const satisfies Readonly<Record<string, RuleInfo>>

/** A finding of no object's; none where its rule is off. */
export function projectFinding(
  rule: RuleInfo,
  { message, place, hint }: { readonly message: string; readonly place?: Place | undefined; readonly hint?: string },
  switches: RuleSwitches,
): Finding[] {
  const severity = switches.severities.get(rule.name) ?? rule.severity
  return severity === 'off' ? [] : [{ rule: rule.name, severity, message, place, about: undefined, hint }]
}
