import type { CallFrame, Filter, FilterCall } from '../call-frame.ts'
import { carryTaint, mayBeSensitive } from '../python/inherit.ts'
import { tick } from '../python/limits.ts'
import type { KwArgs, PyValue } from '../python/object.ts'
import { bind, type Signature } from '../python/signature.ts'

export type { Filter, FilterCall } from '../call-frame.ts'

/** Declares a filter. */
export function defineFilter(name: string, signature: Signature, call: FilterCall): Filter {
  return { name, signature, callable: `filter ${name}`, call }
}

/** Declares a test. */
export function defineTest(name: string, signature: Signature, call: FilterCall): Filter {
  return { name, signature, callable: undefined, call }
}

/** `value | name(args…)`: args[0] is the value. Binds as CPython does and calls. */
export function callFilter(
  filter: Filter,
  frame: CallFrame,
  args: readonly PyValue[],
  kwargs: KwArgs | undefined,
): PyValue {
  const [value] = args
  // A long text costs its filter time that the clock must see.
  if (typeof value === 'string' && value.length > 1024) tick(value.length >> 6)
  const { signature, callable } = filter
  const bound = bind(signature, args, kwargs)
  if (callable === undefined || !mayBeSensitive(bound)) return filter.call(frame, ...bound)
  return carryTaint({ signature, callable }, bound, () => filter.call(frame, ...bound))
}

/** The same filter under another name. */
export function alias(name: string, filter: Filter): Filter {
  return { ...filter, name }
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
