import { createMarkup } from '../diff/html/markup.ts'
import { showHtml } from '../diff/html/page.ts'
import { showMarkdown } from '../diff/markdown.ts'
import { captureText } from '../terminal/capture.ts'
import type { ReportContext } from './context.ts'
import type { RunRecord } from './run-record.ts'
import { runSummary } from './run-summary.ts'

/** A diff as a comment on a merge request; where there is none, why. */
export function diffMarkdown(record: RunRecord, context: ReportContext): string {
  const { difference } = record
  if (difference === undefined) return runSummary(record, context)
  return captureText((pen) => showMarkdown(difference, pen, context.redact))
}

/** A diff as a page for a browser; where there is none, why. */
export function diffHtml({ command, difference, lines }: RunRecord, { redact }: ReportContext): string {
  if (difference !== undefined) return captureText((pen) => showHtml(difference, pen, redact))
  const html = createMarkup(redact)
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>kdeploy ${command} failed</title></head>
<body><h1>kdeploy ${command} failed</h1>
<pre>${lines.join('\n')}</pre>
</body>
</html>
`.text
}
