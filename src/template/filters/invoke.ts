import { attributeOf, methodOf } from '../python/attribute.ts'
import { raise } from '../python/error.ts'
import { call } from '../python/function.ts'
import type { PyValue } from '../python/object.ts'
import { describeType, typeName } from '../python/show.ts'
import { bind } from '../python/signature.ts'
import { isText, type Text } from '../python/text.ts'

/**
 * `value.name(*args)` as Python code does it, not a template: a missing method is an AttributeError, an undefined
 * value fails as its kind does.
 */
export function invoke(value: PyValue, name: string, ...args: PyValue[]): PyValue {
  const method = methodOf(value, name)
  if (method !== undefined) return method.call(value, ...bind(method.signature, args, undefined))
  const attribute = attributeOf(value, name)
  if (attribute === undefined) raise('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
  return call(attribute, args)
}

/** `value.name(*args)` of a str method that gives a str. */
export function invokeText(value: PyValue, name: string, ...args: PyValue[]): Text {
  const result = invoke(value, name, ...args)
  return isText(result) ? result : raise('TypeError', `expected a str, got ${describeType(result)}`)
}

/** The texts of a list that a str method gave. */
export function texts(value: PyValue): Text[] {
  return Array.isArray(value) ? value.filter(isText) : []
}
