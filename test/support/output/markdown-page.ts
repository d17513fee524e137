import MarkdownIt from 'markdown-it'
import { showMarkdown } from '../../../src/output/diff/markdown.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import type { Difference } from '../../../src/workflow/run/results.ts'

/** A diff's comment as a page, about as GitLab and GitHub show it: the first changed objects unfolded. */
export function markdownPageOf(difference: Difference): string {
  let text = ''
  const stdout = { write: (part: string) => (text += part) }
  const asIs = (part: string) => part
  showMarkdown(difference, createScreen({ stdout, stderr: stdout }, {}, asIs).out, asIs)
  const body = new MarkdownIt({ html: true, highlight: colourDiff }).render(text)
  const unfolded = body.replace('<details>', '<details open>')
  return `<!doctype html><meta charset="utf-8"><title>A comment</title><style>${style}</style><main>${unfolded}</main>`
}

/** Removed and added lines of a fence, coloured as both renderers do. */
function colourDiff(text: string): string {
  const escaped = (line: string) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return text
    .split('\n')
    .map((line) => {
      const kind = line.startsWith('+')
        ? 'added'
        : line.startsWith('-')
          ? 'removed'
          : line.startsWith('@')
            ? 'hunk'
            : ''
      return kind === '' ? escaped(line) : `<span class="${kind}">${escaped(line)}</span>`
    })
    .join('\n')
}

const style = `
main { max-width: 860px; margin: 24px auto; padding: 20px 24px; border: 1px solid #d1d9e0; border-radius: 8px;
  font: 14px/1.5 "DejaVu Sans", sans-serif; color: #1f2328 }
h2, h3, h4 { margin: 0 0 12px; line-height: 1.3 }
table { border-collapse: collapse; margin: 12px 0 }
th, td { border: 1px solid #d1d9e0; padding: 5px 11px; text-align: left; vertical-align: top }
tr:nth-child(2n) td { background: #f6f8fa }
code { font: 12px/1.45 "DejaVu Sans Mono", monospace; background: #eff1f3; border-radius: 5px; padding: 2px 5px }
pre { background: #f6f8fa; border-radius: 6px; padding: 12px 14px; overflow: hidden }
pre code { background: none; padding: 0 }
details { margin: 8px 0 }
.added { color: #116329; background: #dafbe1; display: inline-block; width: 100% }
.removed { color: #82071e; background: #ffebe9; display: inline-block; width: 100% }
.hunk { color: #8250df }
`
