import { PyError, raise } from '../python/error.ts'
import { type DictKey, hashKey } from '../python/hash.ts'
import { toItems } from '../python/iterate.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { Range } from '../python/range.ts'
import { typeName } from '../python/show.ts'
import { Tuple } from '../python/tuple.ts'

/** What Ansible takes for a sequence: a list, tuple or range, but no text (ansible-core `is_sequence`). */
export function isSequence(value: PyValue): value is PyValue[] | Tuple | Range {
  return Array.isArray(value) || value instanceof Tuple || value instanceof Range
}

/** `str(type(value))`: `<class 'int'>`. */
export function pythonType(value: PyValue): string {
  const module = value instanceof PyObject ? value.moduleName : 'builtins'
  return `<class '${module === 'builtins' ? '' : `${module}.`}${typeName(value)}'>`
}

/** What `run` gives, or what `otherwise` makes of Python's TypeError. */
export function unlessTypeError<Result>(run: () => Result, otherwise: (error: PyError) => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof PyError && error.name === 'TypeError') return otherwise(error)
    throw error
  }
}

/** What `run` gives; an error of one of these classes becomes Ansible's own, which ends with it. */
export function explain<Result>(message: string, names: readonly string[], run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof PyError) || !names.includes(error.name)) throw error
    return raise('AnsibleError', `${message}: ${error.message}`.trimEnd())
  }
}

/** `set(value)` in the order of the items. @throws PyError TypeError for what can't be iterated or hashed */
export function toSet(value: PyValue): ReadonlyMap<DictKey, PyValue> {
  const set = new Map<DictKey, PyValue>()
  for (const item of toItems(value)) {
    const key = hashKey(item)
    if (!set.has(key)) set.set(key, item)
  }
  return set
}
