import type { TestReport } from '../../expectations/test-report.ts'
import { inFence } from '../markdown/syntax.ts'
import { captureLines } from '../terminal/capture.ts'
import { describeReport, showTests } from '../tests/text.ts'
import type { ReportContext } from './context.ts'

/** UTF-16 units of what failed. */
const mostText = 200_000

/** How the tests of a project went, as Markdown: the result, and what failed as the log tells it. */
export function testSummary(report: TestReport, { redact }: ReportContext): string {
  const lines = captureLines(redact, (pen) => showTests(report, pen))
  let room = mostText
  const shown = lines.filter((line) => {
    room -= line.length + 1
    return room >= 0
  })
  const left = lines.length - shown.length
  const told = [...shown, ...(left > 0 ? [`… and ${left} more lines in the log`] : [])]
  const body = lines.join('') === '' ? '' : `\n${inFence('text', told.join('\n'))}\n`
  return `### kdeploy test: ${describeReport(report)}\n${body}`
}
