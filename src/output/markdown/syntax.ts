import { escapeCiCommands, escapeControls } from '../../printable.ts'

/**
 * Text in GitHub's and GitLab's Markdown, shown as it is: nothing in it becomes a mark, HTML, a link, a mention, a reference or an
 * emoji. It was masked before: a secret isn't found any more once its characters are escaped.
 */

/** A value within a line or a table's cell: neither renderer looks for anything in code. Empty where the text is. */
export function inCode(text: string): string {
  // Renderers differ in what a backslash before a pipe means to a cell, so that no pipe stands in one.
  return onOneLine(text)
    .split('|')
    .map((piece) => (piece === '' ? '' : codeSpan(piece)))
    .join('&#124;')
}

/** Words in which a name may stand: what isn't plainly a word is in code, as an escaped sign is a sign again where mentions are looked for. */
export function inWords(text: string): string {
  return text
    .split(' ')
    .map((word) => {
      const [, name = '', sign = ''] = /^(.*?)([,;:]?)$/s.exec(word) ?? []
      return isPlain.test(name) ? word : `${inCode(name)}${sign}`
    })
    .join(' ')
}

/** `web`, `can't`, `(50%)`. */
const isPlain = /^\(?(?:[A-Za-z0-9]+(?:'[a-z]+)?)?%?\)?$/

/** A value within HTML. */
export function inHtml(text: string): string {
  const escaped = onOneLine(text).replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)
  return `<code>${escaped}</code>`
}

/** Within an HTML comment, which no text can end; texts that differ stay different. */
export function inComment(text: string): string {
  return text.replace(/[%<>]|\s|(?<=-)-|^-|-$/g, encodeSign)
}

/** Lines in a block of code, which none of them can end. */
export function inFence(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

function encodeSign(sign: string): string {
  return sign === '-' ? '%2D' : encodeURIComponent(sign)
}

function onOneLine(text: string): string {
  return escapeCiCommands(escapeControls(text.replaceAll('\n', '\\n').replaceAll('\t', '\\t')))
}

/** CommonMark 0.31.2, 6.1: of spaces at both ends one is taken away. */
function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  const isStripped = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== ''
  const space = isStripped || text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${space}${text}${space}${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}
