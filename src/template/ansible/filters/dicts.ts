import { defineFilter, type Filter } from '../../filters/filter.ts'
import { invoke } from '../../filters/invoke.ts'
import { getItem } from '../../python/access.ts'
import { PyDict } from '../../python/dict.ts'
import { PyError, raise } from '../../python/error.ts'
import { itemOf } from '../../python/item.ts'
import { isIterable, toItems } from '../../python/iterate.ts'
import { tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { repr, strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { isSequence, pythonType } from '../values.ts'

/** Filters between dicts and lists of them. */
export const dictFilters: readonly Filter[] = [
  /** A list of `{key: …, value: …}` (Ansible `dict2items`). */
  defineFilter(
    'dict2items',
    signature('dict_to_list_of_dict_key_value_elements', 'mydict', "key_name='key'", "value_name='value'"),
    (_frame, dict = null, keyName = null, valueName = null) => {
      if (!(dict instanceof PyDict)) {
        return raise('AnsibleTypeError', `dict2items requires a dictionary, got ${pythonType(dict)} instead.`)
      }
      return Array.from(dict.entries(), ([key, value]) =>
        PyDict.of([
          [keyName, key],
          [valueName, value],
        ]),
      )
    },
  ),

  /** The dict that such a list stands for (Ansible `items2dict`). */
  defineFilter(
    'items2dict',
    signature('list_of_dict_key_value_elements_to_dict', 'mylist', "key_name='key'", "value_name='value'"),
    (_frame, list = null, keyName = null, valueName = null) => {
      if (!isSequence(list)) raise('AnsibleTypeError', `items2dict requires a list, got ${pythonType(list)} instead.`)
      try {
        return PyDict.of(toItems(list).map((item) => [itemOf(item, keyName), itemOf(item, valueName)]))
      } catch (error) {
        if (!(error instanceof PyError)) throw error
        const keys = `contain the keys '${strText(keyName)}' and '${strText(valueName)}'`
        if (error.name === 'KeyError') {
          const wanted = `items2dict requires each dictionary in the list to ${keys}`
          raise('AnsibleTypeError', `${wanted}, got ${repr(list)} instead.`)
        }
        if (error.name !== 'TypeError') throw error
        return raise('AnsibleTypeError', `items2dict requires a list of dictionaries, got ${repr(list)} instead.`)
      }
    },
  ),

  /** The dicts of a list or dict by a value that each has (Ansible `rekey_on_member`). */
  defineFilter(
    'rekey_on_member',
    signature('rekey_on_member', 'data', 'key', "duplicates='error'"),
    (_frame, data = null, key = null, duplicates = null) => {
      const mode = isText(duplicates) ? strText(duplicates) : ''
      if (mode !== 'error' && mode !== 'overwrite') {
        raise('AnsibleError', `duplicates parameter to rekey_on_member has unknown value ${repr(duplicates)}`)
      }
      return rekey(membersOf(data), key, mode === 'error')
    },
  ),

  /** A pair of each element and each item of a list in it (Ansible `subelements`). */
  defineFilter(
    'subelements',
    signature('subelements', 'obj', 'subelements', 'skip_missing=False'),
    (_frame, object = null, path = null, skipsMissing = null) => {
      const elements = object instanceof PyDict ? [...object.values()] : object
      if (!Array.isArray(elements)) {
        return raise('AnsibleTemplatePluginError', 'obj must be a list of dicts or a nested dict')
      }
      const steps = isText(path) ? toItems(invoke(path, 'split', '.')) : path
      if (!Array.isArray(steps)) return raise('AnsibleTypeError', 'subelements must be a list or a string')
      return elements.flatMap((element) =>
        listIn(element, steps, truthy(skipsMissing)).map((item) => new Tuple([element, item])),
      )
    },
  ),

  /** An item of a container, and of what is in it: for `map` (Ansible `extract`). */
  defineFilter(
    'extract',
    signature('extract', '@environment', 'item', 'container', 'morekeys=None'),
    (frame, item = null, container = null, more = null) => {
      const keys = more === null ? [] : Array.isArray(more) ? more : [more]
      let value = container
      for (const key of [item, ...keys]) value = getItem(frame.undefinedKind, value, key)
      return value
    },
  ),
]

function membersOf(data: PyValue): readonly PyValue[] {
  if (data instanceof PyDict) return [...data.values()]
  if (isIterable(data) && !isText(data)) return toItems(data)
  return raise('AnsibleError', 'Type is not a valid list, set, or dict')
}

function rekey(members: readonly PyValue[], key: PyValue, isUnique: boolean): PyDict {
  const found = new PyDict()
  for (const member of members) {
    tick()
    if (!(member instanceof PyDict)) return raise('AnsibleError', 'List item is not a valid dict')
    const value = member.get(key)
    if (value === undefined) return raise('AnsibleError', `Key ${repr(key)} was not found.`)
    if (isUnique && found.has(value)) raise('AnsibleError', `Key ${repr(value)} is not unique, cannot convert to dict.`)
    found.set(value, member)
  }
  return found
}

/** The list that a path leads to in an element; an empty one where a key is missing and may be. */
function listIn(element: PyValue, steps: readonly PyValue[], skipsMissing: boolean): readonly PyValue[] {
  let value = element
  for (const step of steps) {
    try {
      value = itemOf(value, step)
    } catch (error) {
      if (!(error instanceof PyError)) throw error
      if (error.name === 'KeyError') {
        if (skipsMissing) return []
        raise('AnsibleTemplatePluginError', `could not find ${repr(step)} key in iterated item ${repr(value)}`)
      }
      if (error.name !== 'TypeError') throw error
      const wanted = `the key ${strText(step)} should point to a dictionary`
      raise('AnsibleTypeError', `${wanted}, got '${strText(value)}': ${error.message}`)
    }
  }
  if (Array.isArray(value)) return value
  return raise('AnsibleTypeError', `the key ${repr(steps.at(-1) ?? null)} should point to a list, got ${repr(value)}`)
}
