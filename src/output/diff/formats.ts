import type { Difference } from '../../workflow/run/results.ts'
import type { Pen } from '../terminal/screen.ts'

/** Shows a diff on stdout. `redact` masks known sensitive values in foreign text. */
type ShowDiff = (document: Difference, pen: Pen, redact: (text: string) => string) => void

/** The forms of a diff; each is loaded when it is asked for. */
const views = {
  text: async (): Promise<ShowDiff> => {
    const { showDiff } = await import('./text.ts')
    return ({ objects }, pen) => showDiff(objects, pen)
  },
  unified: async (): Promise<ShowDiff> => {
    const { showUnified } = await import('./unified.ts')
    return ({ objects }, pen) => showUnified(objects, pen)
  },
  markdown: async (): Promise<ShowDiff> => (await import('./markdown.ts')).showMarkdown,
  html: async (): Promise<ShowDiff> => (await import('./html/page.ts')).showHtml,
}

export type DiffFormat = keyof typeof views

export async function showDiffAs(
  format: DiffFormat,
  document: Difference,
  pen: Pen,
  redact: (text: string) => string,
): Promise<void> {
  const show = await views[format]()
  show(document, pen, redact)
}
