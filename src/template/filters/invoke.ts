import { attributeOf, methodOf } from '../python/attribute.ts'
import { raise } from '../python/error.ts'
import { call, callMethodOf } from '../python/function.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { describeType, hasHtml, typeName } from '../python/show.ts'
import { isText, type Text } from '../python/text.ts'
import { Undefined } from '../python/undefined.ts'

/**
 * `value.name(*args)` as Python code does it, not a template: a missing method is an AttributeError, an undefined
 * value fails as its kind does.
 */
export function invoke(value: PyValue, name: string, ...args: PyValue[]): PyValue {
  const method = methodOf(value, name)
  if (method !== undefined) return callMethodOf(method, value, args, undefined)
  const attribute = attributeOf(value, name)
  if (attribute === undefined) return failAttribute(value, name)
  return call(attribute, args)
}

/** The AttributeError of Python code that reads `value.name`. */
export function failAttribute(value: PyValue, name: string): never {
  const own = value instanceof PyObject ? value.pyLacks?.(name) : undefined
  return raise('AttributeError', own ?? `'${typeName(value)}' object has no attribute '${name}'`)
}

/** `value.name(*args)` of a str method that gives a str. */
export function invokeText(value: PyValue, name: string, ...args: PyValue[]): Text {
  const result = invoke(value, name, ...args)
  return isText(result) ? result : raise('TypeError', `expected a str, got ${describeType(result)}`)
}

/** Whether Python's object has `__html__`: Markup, and a chainable undefined value. */
export function isHtml(value: PyValue): boolean {
  return hasHtml(value) || (value instanceof Undefined && value.kind === 'chainable')
}

/** The texts of a list that a str method gave. */
export function texts(value: PyValue): Text[] {
  return Array.isArray(value) ? value.filter(isText) : []
}
