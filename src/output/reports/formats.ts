import type { TestReport } from '../../expectations/test-report.ts'
import type { Finding } from '../../findings/finding.ts'
import { groupFindings } from '../../findings/group-findings.ts'
import { withProblems } from '../../findings/of-problem.ts'
import type { Validated } from '../../findings/validated.ts'
import { captureText } from '../terminal/capture.ts'
import type { ReportContext } from './context.ts'
import type { RunRecord } from './run-record.ts'
import type { SetRecord } from './set-record.ts'

/** Writes a report's text. */
export type ReportWriter<Subject> = (subject: Subject, context: ReportContext) => string

type Formats<Subject> = Readonly<Record<string, () => Promise<ReportWriter<Subject>>>>

/** Reports of a command that changes what runs; each format is loaded when it is asked for. */
export const runReports = {
  junit: async () => (await import('./run-junit.ts')).runJunit,
  codequality: async () => {
    const { codeQualityReport } = await import('./code-quality.ts')
    const { findingsOfRun } = await import('./run-findings.ts')
    return (record, context) => codeQualityReport(findingsOfRun(record), context)
  },
  summary: async () => (await import('./run-summary.ts')).runSummary,
} satisfies Formats<RunRecord>

/** Reports of a diff; its `json` is written while it runs. */
export const diffReports = {
  markdown: async () => (await import('./diff-reports.ts')).diffMarkdown,
  html: async () => (await import('./diff-reports.ts')).diffHtml,
  summary: runReports.summary,
} satisfies Formats<RunRecord>

/** The same of a run on several releases. */
export const setReports = {
  junit: async () => (await import('./set-junit.ts')).setJunit,
  codequality: async () => {
    const { codeQualityReport } = await import('./code-quality.ts')
    const { findingsOfSet } = await import('./set-findings.ts')
    return (record, context) => codeQualityReport(findingsOfSet(record), context)
  },
  summary: async () => (await import('./set-summary.ts')).setSummary,
} satisfies Formats<SetRecord>

/** Reports of a diff of several releases; its `json` is written while it runs. */
export const setDiffReports = {
  markdown: async () => (await import('./set-diff-reports.ts')).setDiffMarkdown,
  html: async () => (await import('./set-diff-reports.ts')).setDiffHtml,
  summary: setReports.summary,
} satisfies Formats<SetRecord>

/** What validate found, problems among it, each once however many profiles have it. */
export function sharedFindings(validated: Validated): Finding[] {
  return groupFindings(withProblems(validated)).map(({ finding }) => finding)
}

/** Reports of what validate found. */
export const findingsReports = {
  junit: async () => {
    const { showAsJunit } = await import('../findings/junit.ts')
    return (validated, context) => captureText((pen) => showAsJunit(validated, pen, context.redact, context))
  },
  codequality: async () => {
    const { codeQualityReport } = await import('./code-quality.ts')
    return (validated, context) => codeQualityReport(sharedFindings(validated), context)
  },
  sarif: async () => {
    const { showAsSarif } = await import('../findings/sarif.ts')
    return (validated, context) => captureText((pen) => showAsSarif(validated, pen, context.redact, context))
  },
  summary: async () => (await import('./findings-summary.ts')).findingsSummary,
} satisfies Formats<Validated>

/** Reports of a project's tests. */
export const testReports = {
  junit: async () => {
    const { showTestsAsJunit } = await import('../tests/junit.ts')
    return (report, context) => captureText((pen) => showTestsAsJunit(report, pen, context.redact))
  },
  summary: async () => (await import('./test-summary.ts')).testSummary,
} satisfies Formats<TestReport>
