import { Bytes } from '../python/bytes.ts'
import { raise } from '../python/error.ts'
import { isFloat } from '../python/float.ts'
import { chargeLength } from '../python/limits.ts'
import { toFloatValue } from '../python/numbers.ts'
import type { PyValue } from '../python/object.ts'
import { add, le, mul, truthy } from '../python/operators.ts'
import { softStr, typeName } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { derive, isMarkup, isText, type Text, textOf, withMarkup } from '../python/text.ts'
import { untraced } from '../python/traced.ts'
import { Tuple } from '../python/tuple.ts'
import { Undefined } from '../python/undefined.ts'
import { defineFilter, type Filter } from './filter.ts'
import { failAttribute, invoke, invokeText, texts } from './invoke.ts'
import { type Wrapping, wrapParagraph } from './wrapping.ts'

const otherBreaks = /[\r\v\f\x1c-\x1e\x85\u2028\u2029]/

/** Filters that lay out text in lines and fields. */
export const wrapFilters: readonly Filter[] = [
  /** Centred in a field of `width` characters (Jinja2 3.1 `do_center`). */
  defineFilter('center', signature('do_center', 'value', 'width=80'), (_frame, value = null, width = null) =>
    invokeText(softStr(value), 'center', width),
  ),

  /** White space, or the characters given, removed at both ends (Jinja2 3.1 `do_trim`). */
  defineFilter('trim', signature('do_trim', 'value', 'chars=None'), (_frame, value = null, chars = null) =>
    invokeText(softStr(value), 'strip', chars),
  ),

  /** Lines indented by spaces or a string; not the first, nor blank ones, unless asked (Jinja2 3.1 `do_indent`). */
  defineFilter(
    'indent',
    signature('do_indent', 's', 'width=4', 'first=False', 'blank=False'),
    (_frame, s = null, width = null, first = null, blank = null) => {
      const indention = isText(width) ? width : mul(' ', width)
      if (!isText(indention)) return raise('TypeError', `expected a str, got ${typeName(indention)}`)
      return indent(textToSplit(s), indention, truthy(first), truthy(blank))
    },
  ),

  /** Lines of at most `width` characters; existing lines are wrapped one by one (Jinja2 3.1 `do_wordwrap`). */
  defineFilter(
    'wordwrap',
    signature(
      'do_wordwrap',
      '@environment',
      's',
      'width=79',
      'break_long_words=True',
      'wrapstring=None',
      'break_on_hyphens=True',
    ),
    (frame, s = null, width = null, breakLongWords = null, wrapstring = null, breakOnHyphens = null) => {
      const newline = wrapstring ?? frame.newlineSequence
      if (newline instanceof Undefined) newline.fail()
      if (!isText(newline)) failAttribute(newline, 'join')
      const lines = texts(invoke(s, 'splitlines'))
      const wrapping = {
        splitsAtHyphens: untraced(breakOnHyphens) === true,
        breakLongWords: () => truthy(breakLongWords),
        breakOnHyphens: () => truthy(breakOnHyphens),
      }
      const wrapped = lines.map((line) => wrapLine(textOf(line), width, wrapping, newline))
      const text = invoke(newline, 'join', wrapped)
      return isText(text) ? withSource(text, s) : text
    },
  ),
]

/** `textwrap.wrap(line, …)`, joined. @throws PyError ValueError where the width isn't positive. */
function wrapLine(
  line: string,
  width: PyValue,
  wrapping: Omit<Wrapping, 'width' | 'isWhole'>,
  newline: PyValue,
): PyValue {
  if (le(width, 0)) raise('ValueError', `invalid width ${textOf(softStr(width))} (must be > 0)`)
  const lines = wrapParagraph(line, { ...wrapping, width: toFloatValue(width), isWhole: !isFloat(width) })
  return invoke(newline, 'join', lines)
}

/** The text with the provenance of another value over its whole length, besides its own. */
function withSource(text: Text, source: PyValue): PyValue {
  return withMarkup(derive(textOf(text), text, source), isMarkup(text))
}

/** `s += "\n"` of do_indent: what is no str fails in its own way. */
function textToSplit(value: PyValue): Text {
  if (isText(value)) return value
  if (value instanceof Undefined) return value.fail()
  if (Array.isArray(value)) return raise('AttributeError', "'list' object has no attribute 'splitlines'")
  if (value instanceof Tuple) return raise('TypeError', 'can only concatenate tuple (not "str") to tuple')
  if (value instanceof Bytes) return raise('TypeError', "can't concat str to bytes")
  return raise('TypeError', `unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`)
}

function indent(value: Text, indention: Text, first: boolean, blank: boolean): PyValue {
  if (typeof value === 'string' && typeof indention === 'string') {
    return indentPlain(value, indention, first, blank)
  }
  const isSafe = isMarkup(value)
  const newline = withMarkup('\n', isSafe)
  const inner = isSafe ? withMarkup(indention, true) : indention
  const lines = texts(invoke(add(value, newline), 'splitlines'))
  const [head = '', ...rest] = lines
  let result: PyValue = head
  if (blank) {
    result = invoke(add(newline, inner), 'join', lines)
  } else if (rest.length > 0) {
    const indented = rest.map((line) => (textOf(line) === '' ? line : add(inner, line)))
    result = add(head, add(newline, invoke(newline, 'join', indented)))
  }
  return first ? add(inner, result) : result
}

function indentPlain(text: string, indention: string, first: boolean, blank: boolean): string {
  const lines = otherBreaks.test(text) ? texts(invoke(`${text}\n`, 'splitlines')).map(textOf) : linesOf(text)
  chargeLength(text.length + lines.length * indention.length)
  let result = first ? indention : ''
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (index > 0) result += blank || line !== '' ? `\n${indention}` : '\n'
    result += line
  }
  return result
}

/** `(text + "\n").splitlines()` where `\n` is the only line break. */
function linesOf(text: string): string[] {
  return text.split('\n')
}
