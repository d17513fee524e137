import { defineTest, type Filter } from '../filters/filter.ts'
import { invoke } from '../filters/invoke.ts'
import { same } from '../python/compare.ts'
import { PyDict } from '../python/dict.ts'
import { DictView } from '../python/dict-view.ts'
import { hashKey } from '../python/hash.ts'
import type { PyValue } from '../python/object.ts'
import { contains, eq, mod } from '../python/operators.ts'
import { str } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { isText, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'

/** Tests of a value's content. */
export const valueTests: readonly Filter[] = [
  /** Jinja2 3.1 `test_odd` */
  defineTest('odd', signature('test_odd', 'value'), (_frame, value = null) => eq(mod(value, 2), 1)),

  /** Jinja2 3.1 `test_even` */
  defineTest('even', signature('test_even', 'value'), (_frame, value = null) => eq(mod(value, 2), 0)),

  /** Jinja2 3.1 `test_divisibleby` */
  defineTest('divisibleby', signature('test_divisibleby', 'value', 'num'), (_frame, value = null, num = null) =>
    eq(mod(value, num), 0),
  ),

  /** Jinja2 3.1 `test_lower` */
  defineTest('lower', signature('test_lower', 'value'), (_frame, value = null) => invoke(str(value), 'islower')),

  /** Jinja2 3.1 `test_upper` */
  defineTest('upper', signature('test_upper', 'value'), (_frame, value = null) => invoke(str(value), 'isupper')),

  /** One and the same object (Jinja2 3.1 `test_sameas`). */
  defineTest('sameas', signature('test_sameas', 'value', 'other'), (_frame, value = null, other = null) =>
    same(value, other),
  ),

  /** Jinja2 3.1 `test_in` */
  defineTest('in', signature('test_in', 'value', 'seq'), (_frame, value = null, seq = null) => contains(seq, value)),

  /** The name of a filter (Jinja2 3.1 `test_filter`). */
  defineTest('filter', signature('test_filter', '@env', 'value'), (frame, value = null) =>
    isNamed(frame.filters, value),
  ),

  /** The name of a test (Jinja2 3.1 `test_test`). */
  defineTest('test', signature('test_test', '@env', 'value'), (frame, value = null) => isNamed(frame.tests, value)),
]

/** `value in registered` @throws PyError TypeError "unhashable type: 'list'" */
function isNamed(registered: ReadonlyMap<string, Filter>, value: PyValue): boolean {
  if (isText(value)) return registered.has(textOf(value))
  // Everything else is hashable, if only by identity.
  if (Array.isArray(value) || value instanceof PyDict || value instanceof DictView || value instanceof Tuple)
    hashKey(value)
  return false
}
