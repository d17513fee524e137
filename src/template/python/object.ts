import type { Origin, Taint } from '../provenance.ts'

/**
 * Python's values as the dialect holds them in JavaScript:
 *
 * | Python            | here                                                     |
 * |-------------------|----------------------------------------------------------|
 * | None              | null                                                     |
 * | True, False       | true, false; TracedInt when it carries provenance        |
 * | int               | number (always a safe integer) or bigint (beyond that);  |
 * |                   | TracedInt when it carries provenance                     |
 * | float             | PyFloat (so that 1.0 prints as 1.0)                      |
 * | str               | string; RichText when it is Markup or carries provenance |
 * | list              | Array                                                    |
 * | everything else   | a PyObject: Tuple, PyDict, Range, Undefined, Macro, …    |
 *
 * A bare JavaScript object, function or non-integer number never is a template value: convert.ts turns what
 * the caller gives into these, and nothing else reaches a template.
 */
export type PyValue = null | boolean | number | bigint | string | PyValue[] | PyObject

/** Where a whole value came from: what a value derived from others carries over its whole length. */
export interface Provenance {
  readonly origin: Origin | undefined
  readonly taints: readonly Taint[]
}

/** Keyword arguments of a call, in the order given; undefined where there are none. */
export type KwArgs = ReadonlyMap<string, PyValue>

/**
 * Python's data model as far as templates reach it: each method is the dunder of that name, and its absence
 * (undefined) means that the type doesn't support the operation. A new type is one class in one file.
 */
export abstract class PyObject {
  /** `type(x).__name__`, as error messages print it: `dict`, `tuple`, `Undefined`. */
  abstract readonly typeName: string

  /** `type(x).__module__`, which Jinja2's messages put before the name: `jinja2.runtime.Macro object`. */
  get moduleName(): string {
    return 'builtins'
  }

  /** `str(x)`; by default the repr. May return RichText for Markup or provenance. */
  pyStr?(): PyValue
  /** `repr(x)`; by default `<typeName object>`. */
  pyRepr?(): string
  /** `bool(x)`; by default `len(x) != 0`, else true. */
  pyTruth?(): boolean
  /** `len(x)`. */
  pyLength?(): number
  /** `iter(x)`. */
  pyIterate?(): Iterator<PyValue>
  /** `x[key]`; throws PyError KeyError, IndexError or TypeError as Python does. */
  pyGetItem?(key: PyValue): PyValue
  /** An attribute or bound method that templates may reach; undefined where there is none. Never walks a prototype. */
  pyGetAttribute?(name: string): PyValue | undefined
  /** What Python's AttributeError says of a name that it hasn't, where that isn't "'type' object has no attribute …". */
  pyLacks?(name: string): string
  /** `x(*args, **kwargs)`. */
  pyCall?(args: PyValue[], kwargs: KwArgs | undefined): PyValue
  /** `x == other`; undefined for NotImplemented (identity decides then). */
  pyEquals?(other: PyValue): boolean | undefined
  /** `x - other`; undefined for NotImplemented. */
  pySubtract?(other: PyValue): PyValue | undefined
  /** `other - x`, where other has no subtraction of its own; undefined for NotImplemented. */
  pySubtractFrom?(other: PyValue): PyValue | undefined
  /** `x < other` or another of the four; undefined for NotImplemented. */
  pyCompare?(other: PyValue, operator: '<' | '<=' | '>' | '>='): boolean | undefined
  /** `item in x`; by default by iteration. */
  pyContains?(item: PyValue): boolean
  /** The value to hash and to key a dict by; where absent, its identity, or TypeError if it defines pyEquals. */
  pyHashKey?(): string | number | null
  /** The values that it holds, so that a text made from it keeps their taints. */
  pyContents?(): Iterable<PyValue>
  /** Where it came from itself, for values that are no str: numbers, and bytes, which hold one's characters. */
  pyProvenance?(): Provenance | null
  /** The same with these taints besides its own, for values that are neither text, number nor container. */
  pyWithTaints?(taints: readonly Taint[]): PyValue
}
