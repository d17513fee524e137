import type { Finding } from '../../findings/finding.ts'
import { countFindings, type Validated } from '../../findings/validated.ts'
import { redactStrings } from '../json/json-events.ts'
import { jsonError, jsonPlace, jsonVariable } from '../json/json-parts.ts'
import type { Pen } from '../terminal/screen.ts'

/** What was found as one JSON document, in the form that docs/reference/output.md documents. */
export function showAsJson(validated: Validated, pen: Pen, redact: (text: string) => string): void {
  const { profiles, findings } = validated
  const document = {
    version: 1,
    ...countFindings(validated),
    profiles: profiles.map((one) => ({
      profile: one.profile,
      manifests: one.manifests,
      problems: one.problems.map((problem) => jsonError(problem, false)),
      findings: one.findings.map(jsonFinding),
    })),
    findings: findings.map(jsonFinding),
    unchecked: validated.unchecked,
  }
  pen.json(redactStrings(document, redact), 2)
}

function jsonFinding({ rule, severity, message, place, about, hint, variables = [] }: Finding) {
  const object = about && { kind: about.kind, namespace: about.namespace, name: about.name }
  return {
    rule,
    severity,
    message,
    place: place && { ...jsonPlace(place), by: place.by },
    object,
    hint,
    variables: variables.length === 0 ? undefined : variables.map(jsonVariable),
  }
}
