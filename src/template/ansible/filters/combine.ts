import { defineFilter, type Filter } from '../../filters/filter.ts'
import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import { maxNesting, tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { contains, eq, truthy } from '../../python/operators.ts'
import { typeName } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { flatten } from './lists.ts'

const listMerges = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp']

/** Filters that merge. */
export const combineFilters: readonly Filter[] = [
  /** The dicts as one, later ones over earlier; with `recursive` nested dicts too (Ansible `combine`, `merge_hash`). */
  defineFilter('combine', signature('combine', '*terms', '**kwargs'), (_frame, terms = null, kwargs = null) => {
    const options = kwargs instanceof PyDict ? kwargs.copy() : new PyDict()
    const recursive = truthy(options.get('recursive') ?? false)
    const listMerge = options.get('list_merge') ?? 'replace'
    options.delete('recursive')
    options.delete('list_merge')
    if (options.size > 0) {
      raise('AnsibleTemplatePluginError', "'recursive' and 'list_merge' are the only valid keyword arguments")
    }
    const dicts = flatten(terms, 1, true)
    const last = dicts.at(-1)
    if (last === undefined) return new PyDict()
    let result = last
    for (const lower of dicts.slice(0, -1).reverse()) result = merge(lower, result, recursive, listMerge, 0)
    return result
  }),
]

/** Ansible's `merge_hash(x, y)`: y over x, neither changed. @throws PyError AnsibleError where one is no dict */
function merge(lower: PyValue, higher: PyValue, recursive: boolean, listMerge: PyValue, depth: number): PyValue {
  const mode = isText(listMerge) ? textOf(listMerge) : ''
  if (!listMerges.includes(mode)) {
    const names = "'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'"
    raise('AnsibleError', `merge_hash: 'list_merge' argument can only be equal to ${names}`)
  }
  if (!(lower instanceof PyDict) || !(higher instanceof PyDict)) {
    return raise(
      'AnsibleError',
      `failed to combine variables, expected dicts but got a '${typeName(lower)}' and a '${typeName(higher)}'.`,
    )
  }
  if (depth > maxNesting) raise('RecursionError', 'maximum recursion depth exceeded')
  if (lower.size === 0 || eq(lower, higher)) return higher.copy()
  if (higher.size === 0) return lower
  const result = lower.copy()
  for (const [key, value] of higher.entries()) {
    tick()
    const old = result.get(key)
    if (old instanceof PyDict && value instanceof PyDict && recursive) {
      result.set(key, merge(old, value, recursive, listMerge, depth + 1))
    } else if (Array.isArray(old) && Array.isArray(value)) {
      result.set(key, mergeLists(old, value, mode))
    } else {
      result.set(key, value)
    }
  }
  return result
}

function mergeLists(old: readonly PyValue[], value: PyValue[], mode: string): PyValue[] {
  const others = (): PyValue[] => old.filter((item) => !contains(value, item))
  switch (mode) {
    case 'keep':
      return [...old]
    case 'append':
      return [...old, ...value]
    case 'prepend':
      return [...value, ...old]
    case 'append_rp':
      return [...others(), ...value]
    case 'prepend_rp':
      return [...value, ...others()]
    default:
      return value
  }
}
