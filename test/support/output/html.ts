import { showHtml } from '../../../src/output/diff/html/page.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import type { Difference } from '../../../src/workflow/run/results.ts'

/** The page of a diff, as `-o html` writes it. */
export function pageOf(document: Difference, redact: (text: string) => string = (text) => text): string {
  let page = ''
  const stdout = { write: (part: string) => (page += part) }
  const { out } = createScreen({ stdout, stderr: stdout }, {}, (text) => text)
  showHtml(document, out, redact)
  return page
}
