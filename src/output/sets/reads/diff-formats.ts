import type { SetResult } from '../../../sets/told/results.ts'
import type { Difference } from '../../../workflow/run/results.ts'
import type { DiffFormat } from '../../diff/formats.ts'
import type { Pen } from '../../terminal/screen.ts'
import type { SetTitle } from './diff-markdown.ts'

/** Shows the diff of several releases on stdout. `redact` masks known sensitive values in foreign text. */
type ShowSet = (set: SetResult<Difference>, title: SetTitle, pen: Pen, redact: (text: string) => string) => void

/** Its forms; each is loaded when it is asked for. */
const views: Readonly<Record<DiffFormat, () => Promise<ShowSet>>> = {
  text: async () => {
    const { showSetDiff } = await import('./diff.ts')
    return (set, _title, pen) => showSetDiff(set, pen)
  },
  unified: async () => {
    const { showUnifiedSet } = await import('./diff.ts')
    return (set, _title, pen) => showUnifiedSet(set, pen)
  },
  markdown: async () => (await import('./diff-markdown.ts')).showSetMarkdown,
  html: async () => (await import('./diff-html.ts')).showSetHtml,
}

export async function showSetDiffAs(
  format: DiffFormat,
  set: SetResult<Difference>,
  title: SetTitle,
  pen: Pen,
  redact: (text: string) => string,
): Promise<void> {
  const show = await views[format]()
  show(set, title, pen, redact)
}
