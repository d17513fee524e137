import type { CallFrame, UndefinedKind } from '../call-frame.ts'
import { callFilter, type Filter } from '../filters/filter.ts'
import { getAttribute } from '../python/access.ts'
import { methodOf } from '../python/attribute.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { call, callMethodOf } from '../python/function.ts'
import { isIterable, toList } from '../python/iterate.ts'
import { Keywords } from '../python/keywords.ts'
import type { KwArgs, PyValue } from '../python/object.ts'
import { typeName } from '../python/show.ts'
import { isText, textOf } from '../python/text.ts'
import { Undefined } from '../python/undefined.ts'
import { ContextFunction } from './context-function.ts'
import { Macro } from './macro.ts'

/** `callee(*args, **kwargs)`: a macro escapes as its caller does, not as where it was defined. */
export function callValue(frame: CallFrame, callee: PyValue, args: PyValue[], kwargs: KwArgs | undefined): PyValue {
  if (callee instanceof Macro || callee instanceof ContextFunction) return callee.invoke(frame, args, kwargs)
  return call(callee, args, kwargs)
}

/** `target.name(*args, **kwargs)` without making the bound method. */
export function callMethod(
  frame: CallFrame,
  kind: UndefinedKind,
  target: PyValue,
  name: string,
  args: PyValue[],
  kwargs: KwArgs | undefined,
): PyValue {
  // The one name in double underscores that templates use: `{% do d.__setitem__(key, value) %}`.
  if (name === '__setitem__' && target instanceof PyDict) return setItem(target, args)
  const method = methodOf(target, name)
  if (method !== undefined) return callMethodOf(method, target, args, kwargs)
  return callValue(frame, getAttribute(kind, target, name), args, kwargs)
}

function setItem(target: PyDict, args: readonly PyValue[]): PyValue {
  const [key, value] = args
  if (key === undefined || value === undefined || args.length > 2) {
    return raise('TypeError', `expected 2 arguments, got ${args.length}`)
  }
  target.set(key, value)
  return null
}

/** An undefined object fails where its attribute is read, before the arguments of the call. */
export function reach(target: PyValue, name: string): PyValue {
  if (target instanceof Undefined) target.pyGetAttribute(name)
  return target
}

/** A filter or test; args[0] is the value. */
export function apply(filter: Filter, frame: CallFrame, args: PyValue[], kwargs: KwArgs | undefined): PyValue {
  return callFilter(filter, frame, args, kwargs)
}

/** A filter or test that isn't there, reached in an if or a conditional expression. */
export function unknown(kind: string, name: string): never {
  return raise('TemplateRuntimeError', `No ${kind} named '${name}' found.`)
}

/** Keyword arguments from names and values in turn. */
export function keywords(entries: readonly (string | PyValue)[]): Keywords {
  const kwargs = new Keywords()
  for (let index = 0; index < entries.length; index += 2) kwargs.set(String(entries[index]), entries[index + 1] ?? null)
  return kwargs
}

const callee = 'jinja2.runtime.Context.call()'

/** `*value` in a call. */
export function spread(value: PyValue): PyValue[] {
  if (value instanceof Undefined || isIterable(value)) return toList(value)
  return raise('TypeError', `Value after * must be an iterable, not ${typeName(value)}`)
}

/** `**value` in a call, after the keyword arguments that stand there. */
export function spreadKeywords(entries: readonly (string | PyValue)[], value: PyValue): Keywords {
  const kwargs = keywords(entries)
  if (value instanceof Undefined) value.fail()
  if (!(value instanceof PyDict)) {
    return raise('TypeError', `${callee} argument after ** must be a mapping, not ${typeName(value)}`)
  }
  for (const [key, item] of value.entries()) {
    if (!isText(key)) return raise('TypeError', 'keywords must be strings')
    const name = textOf(key)
    if (kwargs.has(name)) return raise('TypeError', `${callee} got multiple values for keyword argument '${name}'`)
    kwargs.spell(key, item)
  }
  return kwargs
}
