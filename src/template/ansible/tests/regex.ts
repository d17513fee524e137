import { defineTest, type Filter } from '../../filters/filter.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { str, strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { compile, find } from '../regex/search.ts'

const options = ["pattern=''", 'ignorecase=False', 'multiline=False']

/** Tests with Python's regular expressions. */
export const regexTests: readonly Filter[] = [
  /** Somewhere in the text (Ansible `search`, re.search). */
  defineTest('search', signature('search', 'value', ...options), (_frame, ...args) => holds('search', ...args)),

  /** From its start (Ansible `match`, re.match). */
  defineTest('match', signature('match', 'value', ...options), (_frame, ...args) => holds('match', ...args)),

  /** As `match_type` says: `search`, `match` or `fullmatch` (Ansible `regex`). */
  defineTest(
    'regex',
    signature('regex', "value=''", ...options, "match_type='search'"),
    (_frame, value = null, pattern = null, ignoreCase = null, multiline = null, type = null) =>
      holds(strText(type), value, pattern, ignoreCase, multiline),
  ),
]

function holds(
  type: string,
  value: PyValue = null,
  pattern: PyValue = null,
  ignoreCase: PyValue = null,
  multiline: PyValue = null,
): boolean {
  const anchored = type === 'fullmatch' && isText(pattern) ? `(?:${textOf(pattern)})\\Z` : pattern
  const compiled = compile(anchored, { ignoreCase: truthy(ignoreCase), multiline: truthy(multiline) })
  const text = textOf(str(value))
  const match = compiled.search(() => find(compiled.expression, text, 0))
  return match !== null && (type === 'search' || match.index === 0)
}
