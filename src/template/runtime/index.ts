import { trace } from '../errors.ts'
import { getAttribute, getItem, slice } from '../python/access.ts'
import { PyDict } from '../python/dict.ts'
import { isFailedLookup, PyError, raise } from '../python/error.ts'
import { PyFloat } from '../python/float.ts'
import { Generator } from '../python/generator.ts'
import { iterate, unpack } from '../python/iterate.ts'
import type { PyValue } from '../python/object.ts'
import {
  add,
  contains,
  div,
  eq,
  floordiv,
  ge,
  gt,
  le,
  lt,
  mod,
  mul,
  ne,
  neg,
  pos,
  pow,
  sub,
  truthy,
} from '../python/operators.ts'
import { Range } from '../python/range.ts'
import { str, typeName } from '../python/show.ts'
import { SliceObject } from '../python/slice-object.ts'
import { isText, markup, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { makeUndefined, Undefined, type UndefinedKind } from '../python/undefined.ts'
import { TemplateReference } from './block.ts'
import { MappedBuffer } from './buffer.ts'
import { apply, callMethod, callValue, keywords, reach, spread, spreadKeywords, unknown } from './call.ts'
import type { Context } from './context.ts'
import { LoopContext } from './loop.ts'
import { Macro } from './macro.ts'
import { Namespace } from './namespace.ts'
import { captured, concat, concat2, concatMarkup, html, joinable, text, work } from './output.ts'

/** Everything that generated code may name. Arguments after those declared are positions: `at = …`. */
export const runtime = {
  trace,
  getAttribute,
  getItem,
  slice,
  iterate,
  unpack,
  add,
  sub,
  mul,
  div,
  floordiv,
  mod,
  pow,
  neg,
  pos,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  isIn: (item: PyValue, container: PyValue): boolean => contains(container, item),
  truthy,
  markup,
  textOf,
  TemplateReference,
  MappedBuffer,
  LoopContext,
  Macro,
  apply,
  call: callValue,
  callMethod,
  keywords,
  reach,
  spread,
  spreadKeywords,
  unknown,
  captured,
  concat,
  concat2,
  concatMarkup,
  html,
  joinable,
  text,
  work,
  tuple: (items: readonly PyValue[]): Tuple => new Tuple(items),
  dict: makeDict,
  generator: (iterator: Iterator<PyValue>): Generator => new Generator('loop_filter', iterator),
  sliceObject: (start: PyValue, stop: PyValue, step: PyValue): SliceObject => new SliceObject(start, stop, step),
  sliceConstant,
  sliceKey,
  constant,
  printable,
  literal,
  missing: (kind: UndefinedKind, name: string): Undefined => makeUndefined(kind, { name }),
  missingParameter: (kind: UndefinedKind, name: string): Undefined =>
    makeUndefined(kind, { hint: `parameter '${name}' was not provided`, name }),
  undefinedWith: (kind: UndefinedKind, hint: string): Undefined => makeUndefined(kind, { hint }),
  checkNamespace,
  assignItem,
  locals,
  enter: (context: Context): void => context.state.enter(),
  leave: (context: Context): void => context.state.leave(),
  requireBlock,
  extendTwice,
} as const

function makeDict(entries: readonly PyValue[]): PyDict {
  const dict = new PyDict()
  for (let index = 0; index < entries.length; index += 2) dict.set(entries[index] ?? null, entries[index + 1] ?? null)
  return dict
}

/** A slice among constants: undefined where Python refuses it. */
function sliceConstant(kind: UndefinedKind, object: PyValue, start: PyValue, stop: PyValue, step: PyValue): PyValue {
  try {
    return slice(object, start, stop, step)
  } catch (error) {
    if (!isFailedLookup(error) || object instanceof Undefined) throw error
    return makeUndefined(kind, { object, name: new SliceObject(start, stop, step) })
  }
}

/** A slice as one of several subscripts: Jinja2 writes it into its Python code, which has no such tuples. */
function sliceKey(): never {
  return raise('SyntaxError', 'invalid syntax')
}

/** Whether a constant can be printed: no strict undefined value can. */
function printable(value: PyValue): boolean {
  str(value)
  return true
}

/** Whether a constant can be written into Python code (Jinja2 3.1 compiler `has_safe_repr`). */
function literal(value: PyValue): boolean {
  if (value instanceof Tuple) return value.items.every(literal)
  if (Array.isArray(value)) return value.every(literal)
  if (value instanceof PyDict) return [...value.entries()].flat().every(literal)
  return (
    typeof value !== 'object' || value === null || isText(value) || value instanceof PyFloat || value instanceof Range
  )
}

/** What Jinja2 evaluates when compiling, and in the render where that fails. */
function constant(check: (value: PyValue) => boolean, folded: () => PyValue, rendered: () => PyValue): PyValue {
  try {
    const value = folded()
    return check(value) ? value : rendered()
  } catch (error) {
    if (error instanceof PyError && error.name !== 'LimitError') return rendered()
    throw error
  }
}

/** `{% set target.name %}…{% endset %}`, which Jinja2 doesn't check to be a namespace. */
function assignItem(target: PyValue | undefined, name: string, value: PyValue): void {
  if (target instanceof Namespace || target instanceof PyDict) {
    target.set(name, value)
    return
  }
  if (Array.isArray(target)) raise('TypeError', 'list indices must be integers or slices, not str')
  const type = target === undefined ? '_MissingType' : typeName(target)
  raise('TypeError', `'${type}' object does not support item assignment`)
}

function checkNamespace(value: PyValue | undefined): void {
  if (value instanceof Namespace) return
  raise('TemplateRuntimeError', 'cannot assign attribute on non-namespace object')
}

/** Names and values in turn; names that have no value yet are left out. */
function locals(entries: readonly (string | PyValue | undefined)[]): Map<string, PyValue> {
  const names = new Map<string, PyValue>()
  for (let index = 0; index < entries.length; index += 2) {
    const value = entries[index + 1]
    if (value !== undefined) names.set(String(entries[index]), value)
  }
  return names
}

function requireBlock(context: Context, name: string): void {
  if ((context.blocksOf(name)?.length ?? 0) > 1) return
  raise('TemplateRuntimeError', `Required block '${name}' not found`)
}

function extendTwice(isExtended: boolean): void {
  if (isExtended) raise('TemplateRuntimeError', 'extended multiple times')
}
