import type { Finding } from '../../../src/findings/finding.ts'
import { noSwitches } from '../../../src/findings/switches.ts'
import { lint } from '../../../src/lint/lint.ts'
import { readManifests } from '../../../src/manifest/read.ts'
import { rendered } from '../../support/manifest/rendered.ts'

/** What a rule finds in manifests, whatever its severity by default. */
export function findingsOf(rule: string, ...texts: string[]): Finding[] {
  const manifests = readManifests(texts.map((text) => rendered(text)))
  return lint(manifests, { ...noSwitches, severities: new Map([[rule, 'warning']]) }).filter(
    (finding) => finding.rule === rule,
  )
}

/** The messages of what a rule finds in manifests, each with the line that it points to. */
export function foundIn(rule: string, ...manifests: string[]): [message: string, line: string][] {
  const text = manifests.join('---\n')
  // A rendered text's first line is the eleventh of its template.
  return findingsOf(rule, text).map(({ message, place }) => [
    message,
    (text.split('\n')[(place?.line ?? 0) - 11] ?? '').trim(),
  ])
}
