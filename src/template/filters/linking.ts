import { lazily } from '../../lazily.ts'
import { chargeLength, tick } from '../python/limits.ts'
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

const url = lazily(
  () =>
    new RegExp(
      `^((https?://|www\\.)(([${wordClass}%\\-]+\\.)+)?([a-z]{2,63}|xn--[${wordClass}%]{2,59})` +
        `|([${wordClass}%\\-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)` +
        `|(https?://)((${`[${digitClass}]{1,3}`})(\\.[${digitClass}]{1,3}){3}` +
        `|(\\[([${digitClass}a-f]{0,4}:){2}([${digitClass}a-f]{0,4}:?){1,6}\\])))` +
        `(?::[${digitClass}]{1,5})?(?:[\\/?#][^${spaceClass}]*)?$`,
      'iu',
    ),
)
const email = lazily(() => new RegExp(`^[^${spaceClass}]+@[${wordClass}][${wordClass}.\\-]*\\.[${wordClass}]+$`, 'u'))
const whiteSpace = new RegExp(`[${spaceClass}]+`, 'gu')
const opening = /^([(<]|&lt;)+/
const pairs: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
]

/** Escaped text with its URLs and e-mail addresses as links (Jinja2 3.1 `utils.urlize`). */
export function linkText(escaped: string, linking: Linking): string {
  const parts: string[] = []
  let length = 0
  let from = 0
  const add = (part: string): void => {
    parts.push(part)
    length += part.length
    chargeLength(length)
    tick()
  }
  for (const space of escaped.matchAll(whiteSpace)) {
    add(linkWord(escaped.slice(from, space.index), linking))
    add(space[0])
    from = space.index + space[0].length
  }
  add(linkWord(escaped.slice(from), linking))
  return parts.join('')
}

function linkWord(word: string, linking: Linking): string {
  const head = opening.exec(word)?.[0] ?? ''
  let middle = word.slice(head.length)
  let tail: string
  const end = closingAt(middle)
  tail = middle.slice(end)
  middle = middle.slice(0, end)
  for (const [open, close] of pairs) {
    const opened = count(middle, open)
    if (opened <= count(middle, close)) continue
    // Balances the parentheses of a URL with those that seemed to follow it.
    for (let moved = Math.min(opened, count(tail, close)); moved > 0; moved--) {
      tick()
      const at = tail.indexOf(close) + close.length
      middle += tail.slice(0, at)
      tail = tail.slice(at)
    }
  }
  return head + linkOne(middle, linking) + tail
}

function linkOne(text: string, { shorten, rel, target, schemes }: Linking): string {
  if (url().test(text)) {
    const scheme = text.startsWith('https://') || text.startsWith('http://') ? '' : 'https://'
    return `<a href="${scheme}${text}"${rel}${target}>${shorten(text)}</a>`
  }
  if (text.startsWith('mailto:') && email().test(text.slice(7))) return `<a href="${text}">${text.slice(7)}</a>`
  if (
    text.includes('@') &&
    !text.startsWith('www.') &&
    !text.startsWith('@') &&
    !text.includes(':') &&
    email().test(text)
  ) {
    return `<a href="mailto:${text}">${text}</a>`
  }
  let linked = text
  for (const scheme of schemes) {
    if (linked !== scheme && linked.startsWith(scheme)) linked = `<a href="${linked}"${rel}${target}>${linked}</a>`
  }
  return linked
}

/** Where the marks start that a sentence puts after a URL: `([)>.,\n]|&gt;)+$`, which alone would look from every mark. */
function closingAt(text: string): number {
  let at = text.length
  for (;;) {
    if (at > 0 && ')>.,\n'.includes(text.charAt(at - 1))) at -= 1
    else if (text.endsWith('&gt;', at)) at -= 4
    else return at
  }
}

function count(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found++
  return found
}
