import { bareEntities, entities, windowsCharacters } from './html-entities.ts'
import { tick } from './limits.ts'
import { provenanceOf, type Text, textOf, withProvenance } from './text.ts'
import { splitSpaces } from './unicode.ts'

/** `Markup.unescape()`: entities decoded, the result a plain str (Python's html.unescape). */
export function unescapeHtml(value: Text): Text {
  return withProvenance(unescapeText(textOf(value)), provenanceOf(value))
}

/** `Markup.striptags()`: comments and tags removed, white space collapsed, entities decoded. */
export function striptags(value: Text): Text {
  let text = removeAll(textOf(value), '<!--', '-->')
  text = removeAll(text, '<', '>')
  return withProvenance(unescapeText(splitSpaces(text).join(' ')), provenanceOf(value))
}

/** Without everything from an opening mark to the next closing one; an unclosed mark stays. */
function removeAll(text: string, open: string, close: string): string {
  let rest = text
  let from = 0
  for (;;) {
    const start = rest.indexOf(open, from)
    const end = start < 0 ? -1 : rest.indexOf(close, start)
    if (end < 0) return rest
    tick()
    rest = rest.slice(0, start) + rest.slice(end + close.length)
    // What is now side by side may make a mark.
    from = Math.max(0, start - open.length)
  }
}

const reference = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g

function unescapeText(text: string): string {
  return text.includes('&') ? text.replace(reference, (_whole, body: string) => decode(body)) : text
}

/** html._replace_charref */
function decode(body: string): string {
  if (body.startsWith('#')) return decodeNumber(body)
  const name = body.replace(';', '')
  const whole = entities().get(name)
  if (whole !== undefined && (body.endsWith(';') || bareEntities().has(name))) return whole
  // The longest name without a semicolon that the text starts with.
  for (let length = body.length - 1; length > 1; length--) {
    const start = body.slice(0, length)
    if (bareEntities().has(start)) return (entities().get(start) ?? '') + body.slice(length)
  }
  return `&${body}`
}

function decodeNumber(body: string): string {
  const digits = body.slice(1).replace(';', '')
  const code = /^[xX]/.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10)
  if (code === 0) return '\ufffd'
  if (code === 0x0d) return '\r'
  if (code >= 0x80 && code < 0xa0) return windowsCharacters.charAt(code - 0x80)
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return '\ufffd'
  return isInvalid(code) ? '' : String.fromCodePoint(code)
}

/** html._invalid_codepoints: controls and noncharacters. */
function isInvalid(code: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0c
  return code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe
}
