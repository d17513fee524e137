import { replaceEach } from './bounded.ts'
import type { PyValue } from './object.ts'
import { softStr, str } from './show.ts'
import {
  isMarkup,
  isText,
  joinText,
  markup,
  type RichText,
  type Text,
  TextBuilder,
  textOf,
  withProvenance,
} from './text.ts'

/** Python's markupsafe: escaping, and strings that are safe already. */

const special = /[&<>"']/

/** `markupsafe.escape(value)`: Markup as it is, anything else as its str with the five characters escaped. */
export function escapeHtml(value: PyValue): RichText {
  const text = isText(value) ? value : str(value)
  return isMarkup(text) ? text : markup(escapeText(text))
}

/** The characters of a plain text escaped; spans kept, an escape taking the span of what it stands for. */
function escapeText(value: Text): Text {
  if (!special.test(textOf(value))) return value
  return mapRuns(value, escapeString)
}

/** A transformation of each character by itself: every run keeps its provenance. Never Markup. */
export function mapRuns(value: Text, transform: (text: string) => string): Text {
  if (typeof value === 'string') return transform(value)
  const builder = new TextBuilder()
  let from = 0
  for (const { start, end, origin, taints } of value.spans ?? []) {
    builder.add(transform(value.text.slice(from, start)))
    builder.add(withProvenance(transform(value.text.slice(start, end)), { origin, taints }))
    from = end
  }
  builder.add(transform(value.text.slice(from)))
  return builder.finish()
}

function escapeString(text: string): string {
  if (text.length > 1024) return replaceEach(text, /[&<>"']/g, (character) => entityOf(character.charCodeAt(0)))
  let result = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const entity = entityOf(text.charCodeAt(at))
    if (entity === '') continue
    result += text.slice(from, at) + entity
    from = at + 1
  }
  return result + text.slice(from)
}

function entityOf(code: number): string {
  switch (code) {
    case 0x26:
      return '&amp;'
    case 0x3c:
      return '&lt;'
    case 0x3e:
      return '&gt;'
    case 0x22:
      return '&#34;'
    case 0x27:
      return '&#39;'
    default:
      return ''
  }
}

/** `left + right` of two strs: Markup escapes the other side. */
export function concatMarkup(left: Text, right: Text): Text {
  if (isMarkup(left) || isMarkup(right)) return joinText([escapeHtml(left), escapeHtml(right)], '', true)
  return joinText([left, right])
}

/** Jinja2's `str_join`: `~` without autoescape. */
export function concat(values: readonly PyValue[]): Text {
  return joinText(values.map(str))
}

/** Jinja2's `markup_join`: `~` with autoescape. Everything is escaped as soon as one value is Markup. */
export function concatEscaped(values: readonly PyValue[]): Text {
  return values.some(isMarkup) ? joinText(values.map(escapeHtml), '', true) : joinText(values.map(softStr))
}
