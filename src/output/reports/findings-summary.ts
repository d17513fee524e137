import { dirname } from 'node:path/posix'
import type { Validated } from '../../findings/validated.ts'
import { findingsMarkdown } from '../findings/markdown.ts'
import type { ReportContext } from './context.ts'
import { summaryLimit } from './run-summary.ts'

/** What validate found as Markdown, in the form of the comment on a merge request. */
export function findingsSummary(validated: Validated, { redact, projectPath }: ReportContext): string {
  const title = { name: undefined, folder: dirname(projectPath), profiles: [] }
  return `${findingsMarkdown(validated, title, redact, summaryLimit)}\n`
}
