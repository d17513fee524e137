import { replaceEach } from '../python/bounded.ts'
import { mapRuns } from '../python/markup.ts'
import type { PyValue } from '../python/object.ts'
import { mul, truthy } from '../python/operators.ts'
import { signature } from '../python/signature.ts'
import { derive, isText, markup, textOf } from '../python/text.ts'
import { defineFilter, type Filter } from './filter.ts'
import { dumpJson, jsonDefaults } from './json.ts'
import { prettyFormat } from './pretty.ts'

/** Filters that write a value as text that a program, or a person, reads. */
export const serializeFilters: readonly Filter[] = [
  /** JSON that is safe in HTML, as Markup; keys sorted (Jinja2 3.1 `do_tojson`, `utils.htmlsafe_json_dumps`). */
  defineFilter(
    'tojson',
    signature('do_tojson', '@eval_ctx', 'value', 'indent=None'),
    (frame, value = null, indent = null) => {
      const layout = indentation(isText(value) ? null : indent)
      const sortKeys = truthy(frame.policies['json.dumps_kwargs']?.get('sort_keys') ?? true)
      const json = dumpJson(value, { ...jsonDefaults, sortKeys, ...layout })
      return markup(mapRuns(json, (text) => replaceEach(text, /[<>&']/g, htmlEscape)))
    },
  ),

  /** As Python's pprint shows it, on lines of 80 characters (Jinja2 3.1 `do_pprint`). */
  defineFilter('pprint', signature('do_pprint', 'value'), (_frame, value = null) => derive(prettyFormat(value), value)),
]

function htmlEscape(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`
}

/** The options that `indent=` means to json.dumps: a count of spaces, or what to indent with. */
export function indentation(indent: PyValue): { indent: string | undefined; itemSeparator: string } {
  if (indent === null) return { indent: undefined, itemSeparator: ', ' }
  const unit = isText(indent) ? indent : mul(' ', indent)
  return { indent: isText(unit) ? textOf(unit) : '', itemSeparator: ',' }
}
