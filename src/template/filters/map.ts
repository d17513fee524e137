import type { CallFrame } from '../call-frame.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { Generator } from '../python/generator.ts'
import { hashKey } from '../python/hash.ts'
import { inherit } from '../python/inherit.ts'
import { iterate } from '../python/iterate.ts'
import { Keywords } from '../python/keywords.ts'
import { tick } from '../python/limits.ts'
import type { KwArgs, PyValue } from '../python/object.ts'
import { truthy } from '../python/operators.ts'
import { repr } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { isText, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { Undefined } from '../python/undefined.ts'
import { attributeGetter, type Getter } from './attribute-path.ts'
import { callFilter, defineFilter, type Filter } from './filter.ts'

/** Filters that apply another filter or a test to each item. */
export const mapFilters: readonly Filter[] = [
  /** Each item's attribute, or what a filter makes of it (Jinja2 3.1 `do_map`). */
  defineFilter(
    'map',
    signature('sync_do_map', '@context', 'value', '*args', '**kwargs'),
    (frame, value = null, args, kwargs) =>
      new Generator('sync_do_map', map(frame, value, itemsOf(args), keywordsOf(kwargs))),
  ),

  /** The items that pass a test, or are true (Jinja2 3.1 `do_select`). */
  selection('select', false, true),

  /** The items that fail a test, or are false (Jinja2 3.1 `do_reject`). */
  selection('reject', false, false),

  /** The items with an attribute that passes a test, or is true (Jinja2 3.1 `do_selectattr`). */
  selection('selectattr', true, true),

  /** The items with an attribute that fails a test, or is false (Jinja2 3.1 `do_rejectattr`). */
  selection('rejectattr', true, false),
]

function selection(name: string, byAttribute: boolean, wanted: boolean): Filter {
  return defineFilter(
    name,
    signature(`sync_do_${name}`, '@context', 'value', '*args', '**kwargs'),
    (frame, value = null, args, kwargs) => {
      const prepare = (): ((item: PyValue) => boolean) =>
        prepareTest(frame, itemsOf(args), keywordsOf(kwargs), byAttribute)
      return new Generator('select_or_reject', select(value, prepare, wanted))
    },
  )
}

function itemsOf(args: PyValue | undefined): readonly PyValue[] {
  return args instanceof Tuple ? args.items : []
}

/** The keywords of `**kwargs`; undefined where there are none. */
function keywordsOf(kwargs: PyValue | undefined): KwArgs | undefined {
  if (!(kwargs instanceof PyDict) || kwargs.size === 0) return undefined
  const keywords = new Keywords()
  for (const [name, value] of kwargs.entries()) if (isText(name)) keywords.spell(name, value)
  return keywords
}

function* map(
  frame: CallFrame,
  value: PyValue,
  args: readonly PyValue[],
  kwargs: KwArgs | undefined,
): Iterator<PyValue> {
  if (!truthy(value)) return
  const apply = prepareMap(frame, args, kwargs)
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    yield apply(step.value)
  }
}

/** Jinja2 3.1 `prepare_map` */
function prepareMap(frame: CallFrame, args: readonly PyValue[], kwargs: KwArgs | undefined): Getter {
  const attribute = kwargs?.get('attribute')
  if (args.length === 0 && attribute !== undefined) {
    const unexpected = [...(kwargs?.keys() ?? [])].find((name) => name !== 'attribute' && name !== 'default')
    if (unexpected !== undefined) raise('FilterArgumentError', `Unexpected keyword argument ${repr(unexpected)}`)
    return attributeGetter(frame, attribute, false, kwargs?.get('default') ?? null)
  }
  const [name, ...rest] = args
  if (name === undefined) raise('FilterArgumentError', 'map requires a filter argument')
  return (item) => inherit(callFilter(lookUp(frame.filters, 'filter', name), frame, [item, ...rest], kwargs), name)
}

function* select(value: PyValue, prepare: () => (item: PyValue) => boolean, wanted: boolean): Iterator<PyValue> {
  if (!truthy(value)) return
  const passes = prepare()
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    if (passes(step.value) === wanted) yield step.value
  }
}

/** Jinja2 3.1 `prepare_select_or_reject` */
function prepareTest(
  frame: CallFrame,
  args: readonly PyValue[],
  kwargs: KwArgs | undefined,
  byAttribute: boolean,
): (item: PyValue) => boolean {
  const [attribute] = args
  if (byAttribute && attribute === undefined) raise('FilterArgumentError', 'Missing parameter for attribute name')
  const read: Getter = byAttribute ? attributeGetter(frame, attribute ?? null) : (item) => item
  const [name, ...rest] = byAttribute ? args.slice(1) : args
  if (name === undefined) return (item) => truthy(read(item))
  return (item) => {
    // The attribute comes before the test's name, as Python evaluates them.
    const value = read(item)
    return truthy(callFilter(lookUp(frame.tests, 'test', name), frame, [value, ...rest], kwargs))
  }
}

/** The filter or test of a name that is only known now. @throws PyError TemplateRuntimeError where there is none. */
function lookUp(registered: ReadonlyMap<string, Filter>, kind: string, name: PyValue): Filter {
  const found = isText(name) ? registered.get(textOf(name)) : undefined
  if (found !== undefined) return found
  hashKey(name)
  const message = `No ${kind} named ${repr(name)}.`
  if (!(name instanceof Undefined)) return raise('TemplateRuntimeError', message)
  return raise('TemplateRuntimeError', `${message} (${name.message}; did you forget to quote the callable name?)`)
}
