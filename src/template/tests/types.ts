import { defineTest, type Filter } from '../filters/filter.ts'
import { isHtml } from '../filters/invoke.ts'
import { PyDict } from '../python/dict.ts'
import { PyError } from '../python/error.ts'
import { isFloat } from '../python/float.ts'
import { isCallable } from '../python/function.ts'
import { iterate, length } from '../python/iterate.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { declare, signature } from '../python/signature.ts'
import { isText } from '../python/text.ts'
import { untraced } from '../python/traced.ts'
import { Undefined } from '../python/undefined.ts'

/** Tests of what kind of value it is. None of them fails, but for iterable of a strict undefined. */
export const typeTests: readonly Filter[] = [
  /** Not undefined (Jinja2 3.1 `test_defined`). */
  test('defined', (value) => !(value instanceof Undefined)),

  /** Jinja2 3.1 `test_undefined` */
  test('undefined', (value) => value instanceof Undefined),

  /** Jinja2 3.1 `test_none` */
  test('none', (value) => value === null),

  /** Jinja2 3.1 `test_boolean` */
  test('boolean', isBoolean),

  /** Jinja2 3.1 `test_true` */
  test('true', (value) => untraced(value) === true),

  /** Jinja2 3.1 `test_false` */
  test('false', (value) => untraced(value) === false),

  /** An int and no bool (Jinja2 3.1 `test_integer`). */
  test('integer', isInteger),

  /** Jinja2 3.1 `test_float` */
  test('float', isFloat),

  /** An int, bool or float (Jinja2 3.1 `test_number`). */
  test('number', (value) => isInteger(value) || isBoolean(value) || isFloat(value)),

  /** Jinja2 3.1 `test_string` */
  test('string', isText),

  /** Jinja2 3.1 `test_mapping` */
  test('mapping', (value) => value instanceof PyDict),

  /** Has a length and items (Jinja2 3.1 `test_sequence`). */
  test('sequence', isSequence),

  /** Jinja2 3.1 `test_iterable` */
  test('iterable', isIterable),

  /** Is Markup (Jinja2 3.1 `test_escaped`). */
  test('escaped', isHtml),

  /** builtins `callable` */
  defineTest('callable', declare('one', undefined, 'callable', ['obj']), (_frame, value = null) => isCallable(value)),
]

function test(name: string, check: (value: PyValue) => boolean): Filter {
  return defineTest(name, signature(`test_${name}`, 'value'), (_frame, value = null) => check(value))
}

function isInteger(value: PyValue): boolean {
  const plain = untraced(value)
  return typeof plain === 'number' || typeof plain === 'bigint'
}

function isBoolean(value: PyValue): boolean {
  return typeof untraced(value) === 'boolean'
}

function isSequence(value: PyValue): boolean {
  if (isText(value) || Array.isArray(value)) return true
  if (!(value instanceof PyObject) || value.pyGetItem === undefined) return false
  try {
    length(value)
    return true
  } catch (error) {
    if (error instanceof PyError) return false
    throw error
  }
}

function isIterable(value: PyValue): boolean {
  try {
    iterate(value)
    return true
  } catch (error) {
    if (error instanceof PyError && error.name === 'TypeError') return false
    throw error
  }
}
