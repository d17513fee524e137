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
