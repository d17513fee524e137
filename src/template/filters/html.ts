import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { iterate, unpack } from '../python/iterate.ts'
import { escapeHtml } from '../python/markup.ts'
import type { PyValue } from '../python/object.ts'
import { truthy } from '../python/operators.ts'
import { repr, softStr, str, typeName } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { isText, joinText, markup, type Text, textOf } from '../python/text.ts'
import { Undefined } from '../python/undefined.ts'
import { alias, defineFilter, type Filter } from './filter.ts'
import { invoke } from './invoke.ts'

/** Characters that would end an attribute's name (HTML, attribute name state). */
const endsKey = /[\t-\r />=]/

/** markupsafe `escape` */
const escapeFilter = defineFilter('escape', signature('escape', 's', '/'), (_frame, s = null) => escapeHtml(s))

/** Filters of HTML and of what is safe to write unescaped. */
export const htmlFilters: readonly Filter[] = [
  escapeFilter,
  alias('e', escapeFilter),

  /** Escapes also what is Markup (Jinja2 3.1 `do_forceescape`). */
  defineFilter('forceescape', signature('do_forceescape', 'value'), (_frame, value = null) => escapeHtml(str(value))),

  /** Markup: not escaped when written (Jinja2 3.1 `do_mark_safe`). */
  defineFilter('safe', signature('do_mark_safe', 'value'), (_frame, value = null) => markup(softStr(value))),

  /** markupsafe `soft_str`: Markup stays Markup. */
  defineFilter('string', signature('soft_str', 's', '/'), (_frame, s = null) => softStr(s)),

  /** Tags and comments removed, white space collapsed, entities decoded (Jinja2 3.1 `do_striptags`). */
  defineFilter('striptags', signature('do_striptags', 'value'), (_frame, value = null) =>
    invoke(markup(str(value)), 'striptags'),
  ),

  /** The entries as attributes of an element; none and undefined are left out (Jinja2 3.1 `do_xmlattr`). */
  defineFilter(
    'xmlattr',
    signature('do_xmlattr', '@eval_ctx', 'd', 'autospace=True'),
    (frame, d = null, autospace = null) => {
      const attributes: Text[] = []
      for (const [key, value] of entriesOf(d)) {
        if (value === null || value instanceof Undefined) continue
        if (!isText(key)) raise('TypeError', `expected string or bytes-like object, got '${typeName(key)}'`)
        if (endsKey.test(textOf(key))) raise('ValueError', `Invalid character in attribute name: ${repr(key)}`)
        attributes.push(joinText([escapeHtml(key), '="', escapeHtml(value), '"']))
      }
      const isSpaced = attributes.length > 0 && truthy(autospace)
      const result = joinText([isSpaced ? ' ' : '', joinText(attributes, ' ')])
      return frame.autoescape ? markup(result) : result
    },
  ),
]

/** `value.items()` */
export function entriesOf(value: PyValue): Iterable<readonly [PyValue, PyValue]> {
  if (value instanceof PyDict) return value.entries()
  const iterator = iterate(invoke(value, 'items'))
  const entries: (readonly [PyValue, PyValue])[] = []
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    const [key = null, item = null] = unpack(step.value, 2)
    entries.push([key, item])
  }
  return entries
}
