import type { CallFrame } from '../call-frame.ts'
import type { KwArgs, PyValue } from '../python/object.ts'
import { bind, type Signature } from '../python/signature.ts'

/**
 * One filter or test. The frame tells it the environment: undefined kind, autoescape, the other filters and tests.
 * `call` receives the arguments in the order of the signature, defaults filled in.
 */
export interface Filter {
  /** The name in a template: `truncate`. */
  readonly name: string
  /** The Python function's name and parameters, as a TypeError spells them: `do_truncate() missing …`. */
  readonly signature: Signature
  /**
   * What Jinja2 passes before the value (`pass_environment` and its kin). It is part of the signature, as CPython
   * counts it in "takes from 2 to 6 positional arguments", but is not given to `call`, which has the frame.
   */
  readonly needs?: 'environment' | 'context' | 'evalContext'
  /** Throws PyError with Python's class name and message. Carries the taint of its text inputs into its result. */
  call(frame: CallFrame, ...args: PyValue[]): PyValue
}

/** Declares a filter; the type check is its only purpose. */
export function defineFilter(filter: Filter): Filter {
  return filter
}

/** `value | name(args…)`: args[0] is the value. Binds as CPython does and calls. */
export function callFilter(
  filter: Filter,
  frame: CallFrame,
  args: readonly PyValue[],
  kwargs: KwArgs | undefined,
): PyValue {
  if (filter.needs === undefined) return filter.call(frame, ...bind(filter.signature, args, kwargs))
  const bound = bind(filter.signature, [null, ...args], kwargs)
  bound.shift()
  return filter.call(frame, ...bound)
}

/** A registry by template name; a name that is given twice is a mistake of ours. */
export function registry(...families: readonly (readonly Filter[])[]): ReadonlyMap<string, Filter> {
  const filters = new Map<string, Filter>()
  for (const filter of families.flat()) {
    if (filters.has(filter.name)) throw new Error(`Two filters are named ${filter.name}`)
    filters.set(filter.name, filter)
  }
  return filters
}
