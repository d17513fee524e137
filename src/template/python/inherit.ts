import type { Taint } from '../provenance.ts'
import { exceptionsOf } from '../taint-exceptions.ts'
import { Bytes } from './bytes.ts'
import { PyDict } from './dict.ts'
import { DictView } from './dict-view.ts'
import { PyError } from './error.ts'
import { Generator } from './generator.ts'
import { toItems } from './iterate.ts'
import type { PyObject, PyValue } from './object.ts'
import { PySet } from './set.ts'
import type { Signature } from './signature.ts'
import { isTaintKnown, isText, provenanceOf, sensitiveParts, type Text, traced, uniteProvenance } from './text.ts'
import { isTraceable, traceNumber } from './traced.ts'
import { Tuple } from './tuple.ts'

/** A filter, function or method: its name in taint-exceptions.ts, and how it binds its arguments. */
export interface Callable {
  readonly callable: string
  readonly signature: Signature
}

/** Whether any of these values may carry a taint, at a glance: most calls need no more. */
export function mayBeSensitive(args: readonly PyValue[]): boolean {
  if (!isTaintKnown()) return false
  for (let index = 0; index < args.length; index++)
    if (typeof args[index] === 'object' && args[index] !== null) return true
  return false
}

/**
 * What `run` gives, with the taints of all arguments but those that taint-exceptions.ts names; an error that it throws
 * hides what is sensitive in any of them. To be called only where one may be sensitive: it costs more than the call.
 * @param args as bound, with the object of a method first
 */
export function carryTaint(called: Callable, args: readonly PyValue[], run: () => PyValue): PyValue {
  const result = hidingParts(args, run)
  const exempt = exemptOf(called)
  const sources = args.filter((argument, index) => typeof argument === 'object' && exempt[index] !== true)
  return sources.length === 0 ? result : inherit(result, ...sources)
}

/** What `run` gives; an error that it throws quotes no part of what is sensitive in these values. */
export function hidingParts<Result>(values: readonly PyValue[], run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof PyError) error.sensitive = [...error.sensitive, ...sensitiveParts(values)]
    throw error
  }
}

const exempted = new WeakMap<Signature, readonly boolean[]>()

/** Which of the bound arguments are exceptions. */
function exemptOf({ callable, signature }: Callable): readonly boolean[] {
  const known = exempted.get(signature)
  if (known !== undefined) return known
  const exceptions = exceptionsOf(callable)
  const exempt = boundNames(callable, signature).map((name) => exceptions[name] !== undefined)
  exempted.set(signature, exempt)
  return exempt
}

/** The names of what `bind` gives, in its order, `*` and `**` among them; before them `self` for a method. */
export function boundNames(callable: string, signature: Signature): readonly string[] {
  const { positional, keywordOnly, varArgs, varKeywords } = signature
  return [
    ...(isMethod(callable) ? ['self'] : []),
    ...positional.map(({ name }) => name),
    ...(varArgs ? ['*'] : []),
    ...keywordOnly.map(({ name }) => name),
    ...(varKeywords ? ['**'] : []),
  ]
}

/** `str.join`, but not `filter join` nor `function LoopContext.cycle`. */
function isMethod(callable: string): boolean {
  return !callable.includes(' ')
}

/** The value with the taints of all sources in each of its texts and numbers; itself where they have none. */
export function inherit(value: PyValue, ...sources: readonly PyValue[]): PyValue {
  if (!isTaintKnown()) return value
  const taints = provenanceOf(...sources)?.taints ?? []
  return taints.length === 0 ? value : withTaints(value, taints, new Map())
}

/** The same for a text. */
export function inheritText(value: Text, ...sources: readonly PyValue[]): Text {
  if (!isTaintKnown()) return value
  const taints = provenanceOf(...sources)?.taints ?? []
  return taints.length === 0 ? value : traced(value, undefined, taints)
}

/** Containers are copied; `made` has the copies, for what is shared or holds itself. */
function withTaints(value: PyValue, taints: readonly Taint[], made: Map<object, PyValue>): PyValue {
  if (isText(value)) return traced(value, undefined, taints)
  if (isTraceable(value)) return traceNumber(value, uniteProvenance(provenanceOf(value), taints))
  if (typeof value !== 'object' || value === null) return value
  const known = made.get(value)
  if (known !== undefined) return known
  const mark = (inner: PyValue): PyValue => withTaints(inner, taints, made)
  if (Array.isArray(value)) {
    const items: PyValue[] = []
    made.set(value, items)
    for (const inner of value) items.push(mark(inner))
    return items
  }
  if (value instanceof PyDict) {
    const dict = new PyDict()
    made.set(value, dict)
    for (const [key, inner] of value.entries()) dict.set(mark(key), mark(inner))
    return dict
  }
  const copy = copyObject(value, taints, mark)
  made.set(value, copy)
  return copy
}

function copyObject(value: PyObject, taints: readonly Taint[], mark: (inner: PyValue) => PyValue): PyValue {
  if (value instanceof Bytes) return new Bytes(value.data, uniteProvenance(value.provenance, taints))
  if (value instanceof Tuple) return value.withItems(value.items.map(mark))
  if (value instanceof Generator) return value.mapItems(mark)
  if (value instanceof PySet) return new PySet(toItems(value).map(mark))
  if (value instanceof DictView) {
    const dict = mark(value.dict)
    return dict instanceof PyDict ? new DictView(dict, value.kind) : value
  }
  return value.pyWithTaints?.(taints) ?? value
}
