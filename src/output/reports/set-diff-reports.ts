import { createMarkup } from '../diff/html/markup.ts'
import type { ReportContext } from './context.ts'
import { diffHtml, diffMarkdown } from './diff-reports.ts'
import type { SetRecord } from './set-record.ts'
import { setOverview, setSummary } from './set-summary.ts'

/** A diff of several releases as Markdown: a table of them, then the diff of each that would change. */
export function setDiffMarkdown(set: SetRecord, context: ReportContext): string {
  const each = set.releases.flatMap(({ ended, record }) =>
    record?.difference === undefined || ended.state === 'unchanged' ? [] : [diffMarkdown(record, context)],
  )
  return each.length === 0 ? setSummary(set, context) : [setOverview(set, context), ...each].join('\n')
}

/** The same as a page for a browser, in which each release has its own. */
export function setDiffHtml({ command, releases, lines }: SetRecord, context: ReportContext): string {
  const html = createMarkup(context.redact)
  const pages = releases.flatMap(({ ended, record }) =>
    record === undefined
      ? []
      : [
          html`<details open><summary>${ended.release.label}: ${ended.state}</summary>
<iframe title="${ended.release.label}" srcdoc="${diffHtml(record, context)}"></iframe></details>
`,
        ],
  )
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>kdeploy ${command}</title>
<style>body { margin: 1em; font-family: sans-serif } iframe { width: 100%; height: 80vh; border: 1px solid #ccc }</style></head>
<body>
${pages}
<pre>${lines.join('\n')}</pre>
</body>
</html>
`.text
}
