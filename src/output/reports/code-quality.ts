import { createHash } from 'node:crypto'
import { formatOrigin } from '../../errors.ts'
import { prefixOf } from '../../findings/prefix.ts'
import { shownLine } from '../../masking/shown.ts'
import { captureText } from '../terminal/capture.ts'
import type { ReportContext } from './context.ts'
import type { StableFinding } from './run-findings.ts'

/** GitLab's severities: info, minor, major, critical, blocker. */
const severities = { error: 'critical', warning: 'minor' } as const

/**
 * Findings as GitLab's code quality report, which a merge request shows at their lines
 * (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). A finding has the same fingerprint in every run, whatever
 * the line: GitLab tells new ones from known ones by it.
 */
export function codeQualityReport(findings: readonly StableFinding[], context: ReportContext): string {
  const { redact, pathOf, projectPath } = context
  const taken = new Map<string, number>()
  const issues = findings.map((finding) => {
    const { rule, severity, message, detail, place, about, hint, identity = message, release } = finding
    const path = place === undefined ? undefined : pathOf(place.file)
    const object = prefixOf(message, about)
    const where =
      place !== undefined && (path === undefined || place.by !== undefined) ? ` (${formatOrigin(place)})` : ''
    const why = detail === undefined || detail === '' ? '' : `: ${detail}`
    const next = hint === undefined ? '' : `; ${hint}`
    const whose = release === undefined ? '' : `${release}: `
    const same = [rule, path ?? '', object, identity, ...(release === undefined ? [] : [release])].map(redact)
    const key = createHash('sha256').update(JSON.stringify(same)).digest('hex')
    const earlier = taken.get(key) ?? 0
    taken.set(key, earlier + 1)
    return {
      description: shownLine(`${whose}${object}${message}${where}${why}${next}`, redact),
      check_name: rule,
      fingerprint: earlier === 0 ? key : createHash('sha256').update(`${key} ${earlier}`).digest('hex'),
      severity: severities[severity],
      location: { path: redact(path ?? projectPath), lines: { begin: path === undefined ? 1 : (place?.line ?? 1) } },
    }
  })
  return captureText((pen) => pen.json(issues, 2))
}
