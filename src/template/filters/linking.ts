import { digitClass, spaceClass, wordClass } from './patterns.ts'

/** What urlize is told beyond the text. Attributes are escaped already. */
export interface Linking {
  /** What is shown of a URL. */
  readonly shorten: (url: string) => string
  /** ` rel="…"` or ''. */
  readonly rel: string
  /** ` target="…"` or ''. */
  readonly target: string
  readonly schemes: readonly string[]
}

const url = new RegExp(
  `^((https?://|www\\.)(([${wordClass}%\\-]+\\.)+)?([a-z]{2,63}|xn--[${wordClass}%]{2,59})` +
    `|([${wordClass}%\\-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)` +
    `|(https?://)((${`[${digitClass}]{1,3}`})(\\.[${digitClass}]{1,3}){3}` +
    `|(\\[([${digitClass}a-f]{0,4}:){2}([${digitClass}a-f]{0,4}:?){1,6}\\])))` +
    `(?::[${digitClass}]{1,5})?(?:[\\/?#][^${spaceClass}]*)?$`,
  'iu',
)
const email = new RegExp(`^[^${spaceClass}]+@[${wordClass}][${wordClass}.\\-]*\\.[${wordClass}]+$`, 'u')
const whiteSpace = new RegExp(`([${spaceClass}]+)`, 'u')
const opening = /^([(<]|&lt;)+/
const closing = /([)>.,\n]|&gt;)+$/
const pairs: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
]

/** Escaped text with its URLs and e-mail addresses as links (Jinja2 3.1 `utils.urlize`). */
export function linkText(escaped: string, linking: Linking): string {
  return escaped
    .split(whiteSpace)
    .map((word) => linkWord(word, linking))
    .join('')
}

function linkWord(word: string, linking: Linking): string {
  const head = opening.exec(word)?.[0] ?? ''
  let middle = word.slice(head.length)
  let tail = ''
  const end = closing.exec(middle)
  if (end !== null) {
    tail = end[0]
    middle = middle.slice(0, end.index)
  }
  for (const [open, close] of pairs) {
    const opened = count(middle, open)
    if (opened <= count(middle, close)) continue
    // Balances the parentheses of a URL with those that seemed to follow it.
    for (let moved = Math.min(opened, count(tail, close)); moved > 0; moved--) {
      const at = tail.indexOf(close) + close.length
      middle += tail.slice(0, at)
      tail = tail.slice(at)
    }
  }
  return head + linkOne(middle, linking) + tail
}

function linkOne(text: string, { shorten, rel, target, schemes }: Linking): string {
  if (url.test(text)) {
    const scheme = text.startsWith('https://') || text.startsWith('http://') ? '' : 'https://'
    return `<a href="${scheme}${text}"${rel}${target}>${shorten(text)}</a>`
  }
  if (text.startsWith('mailto:') && email.test(text.slice(7))) return `<a href="${text}">${text.slice(7)}</a>`
  if (
    text.includes('@') &&
    !text.startsWith('www.') &&
    !text.startsWith('@') &&
    !text.includes(':') &&
    email.test(text)
  ) {
    return `<a href="mailto:${text}">${text}</a>`
  }
  let linked = text
  for (const scheme of schemes) {
    if (linked !== scheme && linked.startsWith(scheme)) linked = `<a href="${linked}"${rel}${target}>${linked}</a>`
  }
  return linked
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
