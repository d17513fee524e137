import { lazily } from '../../lazily.ts'
import { findItem } from '../python/access.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { length } from '../python/iterate.ts'
import { chargeLength, tick } from '../python/limits.ts'
import { escapeHtml } from '../python/markup.ts'
import type { PyValue } from '../python/object.ts'
import { add, ge, le, mod, sub, truthy } from '../python/operators.ts'
import { softStr, str, strText } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { slice } from '../python/slice.ts'
import { textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { Undefined } from '../python/undefined.ts'
import { alias, defineFilter, type Filter } from './filter.ts'
import { invoke, isHtml } from './invoke.ts'
import { laterClass, wordClass } from './patterns.ts'

const word = lazily(() => new RegExp(`(?:(?![${laterClass}])[${wordClass}])+`, 'gu'))

function countWords(text: string): number {
  let count = 0
  for (const _ of text.matchAll(word())) {
    tick()
    count++
  }
  return count
}

/** Jinja2 3.1 `do_default`: what to write for an undefined, or with `boolean` any false, value. */
const fallback = defineFilter(
  'default',
  signature('do_default', 'value', "default_value=''", 'boolean=False'),
  (_frame, value = null, replacement = null, boolean = null) =>
    value instanceof Undefined || (truthy(boolean) && !truthy(value)) ? replacement : value,
)

/** Filters that replace, cut, fill in or measure text. */
export const textFilters: readonly Filter[] = [
  fallback,
  alias('d', fallback),

  /** `value % args` (Jinja2 3.1 `do_format`). */
  defineFilter(
    'format',
    signature('do_format', 'value', '*args', '**kwargs'),
    (_frame, value = null, args = null, kwargs = null) => {
      const hasKeywords = kwargs instanceof PyDict && kwargs.size > 0
      if (hasKeywords && args instanceof Tuple && args.items.length > 0) {
        raise('FilterArgumentError', "can't handle positional and keyword arguments at the same time")
      }
      return mod(softStr(value), hasKeywords ? kwargs : args)
    },
  ),

  /** All, or the first `count`, occurrences of a text replaced (Jinja2 3.1 `do_replace`). */
  defineFilter(
    'replace',
    signature('do_replace', '@eval_ctx', 's', 'old', 'new', 'count=None'),
    (frame, s = null, old = null, replacement = null, count = null) => {
      if (isSimple(s) && isSimple(old) && isSimple(replacement) && old !== '' && count === null) {
        return replaceAll(s, old, replacement)
      }
      const times = count ?? -1
      if (!frame.autoescape) return invoke(str(s), 'replace', str(old), str(replacement), times)
      const isEscaped = isHtml(old) || (isHtml(replacement) && !isHtml(s))
      return invoke(isEscaped ? escapeHtml(s) : softStr(s), 'replace', softStr(old), softStr(replacement), times)
    },
  ),

  /** Cut to `length` characters with an ellipsis, at a word unless `killwords` (Jinja2 3.1 `do_truncate`). */
  defineFilter(
    'truncate',
    signature('do_truncate', '@env', 's', 'length=255', 'killwords=False', "end='...'", 'leeway=None'),
    (frame, s = null, limit = null, killWords = null, end = null, leeway = null) => {
      const tolerance = leeway ?? frame.policies['truncate.leeway']
      const endLength = length(end)
      if (!ge(limit, endLength)) {
        raise('AssertionError', `expected length >= ${endLength}, got ${strText(limit)}`)
      }
      if (!ge(tolerance, 0)) raise('AssertionError', `expected leeway >= 0, got ${strText(tolerance)}`)
      if (le(length(s), add(limit, tolerance))) return s
      const kept = slice(s, null, sub(limit, endLength), null)
      if (truthy(killWords)) return add(kept, end)
      return add(firstOf(invoke(kept, 'rsplit', ' ', 1)), end)
    },
  ),

  /** How many words (Jinja2 3.1 `do_wordcount`). */
  defineFilter('wordcount', signature('do_wordcount', 's'), (_frame, s = null) => countWords(textOf(softStr(s)))),
]

function isSimple(value: PyValue): value is string {
  return typeof value === 'string'
}

/** The common case of `replace`: nothing to escape, no provenance. */
function replaceAll(text: string, old: string, replacement: string): string {
  const parts = text.split(old)
  chargeLength(text.length + (parts.length - 1) * (replacement.length - old.length))
  return parts.join(replacement)
}

function firstOf(value: PyValue): PyValue {
  return findItem(value, 0) ?? ''
}
