import { raise } from '../python/error.ts'
import { chargeLength, checkDeadline, limits } from '../python/limits.ts'
import { concatEscaped, escapeHtml } from '../python/markup.ts'
import type { PyValue } from '../python/object.ts'
import { str, typeName } from '../python/show.ts'
import { isText, joinText, markup, type Text, textOf } from '../python/text.ts'
import { TemplateModule } from './module.ts'

/** What generated code prints and joins with. A value that can't be a string literal any more ends up here. */

/** `str(value)` without provenance, for plain output. */
export function text(value: PyValue): string {
  if (typeof value === 'number') return String(value)
  const shown = str(value)
  return typeof shown === 'string' ? shown : shown.text
}

/** `escape(value)`, spans kept; an imported template's text is safe. */
export function toHtml(value: PyValue): Text {
  return value instanceof TemplateModule ? value.body : escapeHtml(value)
}

/** `escape(value)` without provenance, for plain output. */
export function html(value: PyValue): string {
  return textOf(toHtml(value))
}

/** What a filter or call block appends must be a str, as Python's join says. */
export function joinable(value: PyValue): Text {
  if (isText(value)) return value
  return raise('TypeError', `sequence item 0: expected str instance, ${typeName(value)} found`)
}

/** `a ~ b` without autoescape. */
export function concat2(left: PyValue, right: PyValue): Text {
  if (typeof left === 'string') {
    if (typeof right === 'string') return chargedConcat(left, right)
    if (typeof right === 'number') return left + String(right)
  }
  return joinText([str(left), str(right)])
}

function chargedConcat(left: string, right: string): string {
  const joined = left + right
  if (joined.length > 65_536) chargeLength(joined.length)
  return joined
}

/** `a ~ b ~ c` without autoescape. */
export function concat(values: readonly PyValue[]): Text {
  let joined = ''
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? null
    const part = typeof value === 'string' ? value : str(value)
    if (typeof part !== 'string') return joinText(values.map(str))
    joined += part
  }
  if (joined.length > 65_536) chargeLength(joined.length)
  return joined
}

/** `a ~ b` with autoescape. */
export function concatMarkup(values: readonly PyValue[]): Text {
  return concatEscaped(values)
}

/** What a set block assigns. */
export function captured(value: PyValue, autoescape: boolean): PyValue {
  if (isText(value)) chargeOutput(textOf(value).length)
  if (!autoescape) return value
  // Markup(value) takes any value.
  return markup(isText(value) ? value : str(value))
}

/** Fails where a buffer has outgrown the output limit. */
export function chargeOutput(length: number): void {
  if (length > limits.maxOutput) {
    raise('LimitError', `the output exceeds the limit of ${limits.maxOutput} characters`)
  }
}

/** Called now and then in loops. */
export function work(length: number): void {
  chargeOutput(length)
  checkDeadline()
}
