import type { Finding, Severity } from '../findings/finding.ts'
import { isExcepted, type RuleSwitches } from '../findings/switches.ts'
import { refOf } from '../manifest/identity.ts'
import type { Manifest } from '../manifest/types.ts'
import { rules } from './registry.ts'
import { renderedRelease } from './rules/rendered-release.ts'
import type { Rule, Violation } from './rules/rule.ts'

/** Where all that a profile renders breaks rules, rule by rule. */
export function lint(manifests: readonly Manifest[], switches: RuleSwitches): Finding[] {
  const release = renderedRelease(manifests)
  return rules.flatMap((rule) => {
    const severity = switches.severities.get(rule.name) ?? rule.severity
    if (severity === 'off') return []
    return [...rule.check(release)]
      .filter(({ manifest }) => !isExcepted(rule.name, refOf(manifest.object), switches))
      .map((violation) => toFinding(violation, rule, severity))
  })
}

function toFinding({ manifest, path, line, message, fix }: Violation, rule: Rule, severity: Severity): Finding {
  const { kind, namespace, name } = refOf(manifest.object)
  return {
    rule: rule.name,
    severity,
    message: withoutSensitive(message, manifest),
    place: manifest.placeOf(path, line),
    about: { kind, namespace, name },
    hint: fix ?? rule.fix,
    variables: manifest.variablesOf?.(path, line),
  }
}

/** However short a sensitive value is, no message quotes it. */
function withoutSensitive(message: string, { sensitive }: Manifest): string {
  const texts = new Set(sensitive.flatMap((field) => field.texts.map((text) => text.trim())))
  return [...texts]
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '(sensitive)')), message)
}
