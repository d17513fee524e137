import { defineFilter, type Filter } from '../../filters/filter.ts'
import { dumpJson, type JsonOptions, jsonDefaults } from '../../filters/json.ts'
import { indentation } from '../../filters/serialize.ts'
import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import { toList, unpack } from '../../python/iterate.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { Range } from '../../python/range.ts'
import { repr, strText, typeName } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { PyDate } from '../dates.ts'
import { parseJson } from '../json-parse.ts'

/** Filters that write and read JSON, as Python's json does with Ansible's encoder. */
export const jsonFilters: readonly Filter[] = [
  /** JSON on one line, keys in their order (Ansible `to_json`, profile "tagless"). */
  defineFilter(
    'to_json',
    signature('to_json', 'a', 'profile=None', 'vault_to_text=None', 'preprocess_unsafe=None', '**kwargs'),
    (_frame, value = null, profile = null, _vault = null, _unsafe = null, kwargs = null) => {
      checkProfile(profile)
      return dump(value, kwargs, new Map())
    },
  ),

  /** JSON on several lines, keys sorted (Ansible `to_nice_json`). */
  defineFilter(
    'to_nice_json',
    signature('to_nice_json', 'a', 'indent=4', 'sort_keys=True', '**kwargs'),
    (_frame, value = null, indent = null, sortKeys = null, kwargs = null) => {
      const forced = new Map<string, PyValue>([
        ['indent', indent],
        ['sort_keys', sortKeys],
        ['separators', [',', ': ']],
      ])
      return dump(value, kwargs, forced)
    },
  ),

  /** The value that a JSON text holds (Ansible `from_json`). */
  defineFilter(
    'from_json',
    signature('from_json', 'a', 'profile=None', '**kwargs'),
    (_frame, value = null, profile = null) => {
      checkProfile(profile)
      if (!isText(value)) {
        raise('TypeError', `the JSON object must be str, bytes or bytearray, not ${typeName(value)}`)
      }
      return parseJson(value)
    },
  ),
]

/** Only the profile that the filters use by default is known here. */
function checkProfile(profile: PyValue): void {
  if (truthy(profile) && strText(profile) !== 'tagless') {
    raise('NotImplementedError', `the JSON profile ${repr(profile)} can't be had in kdeploy`)
  }
}

function dump(value: PyValue, kwargs: PyValue, forced: ReadonlyMap<string, PyValue>): PyValue {
  const options = new Map<string, PyValue>()
  if (kwargs instanceof PyDict) for (const [name, item] of kwargs.entries()) options.set(strText(name), item)
  for (const [name, item] of forced) options.set(name, item)
  return dumpJson(value, jsonOptions(options))
}

const known = ['skipkeys', 'ensure_ascii', 'check_circular', 'allow_nan', 'indent', 'separators', 'sort_keys']

/** The keyword arguments of json.dumps. @throws PyError TypeError for one that it doesn't have */
function jsonOptions(options: ReadonlyMap<string, PyValue>): JsonOptions {
  for (const name of options.keys()) {
    if (!known.includes(name)) {
      raise('TypeError', `JSONEncoder.__init__() got an unexpected keyword argument '${name}'`)
    }
  }
  const flag = (name: string, fallback: boolean): boolean => truthy(options.get(name) ?? fallback)
  const result: JsonOptions = {
    ...jsonDefaults,
    ...indentation(options.get('indent') ?? null),
    sortKeys: flag('sort_keys', false),
    ensureAscii: flag('ensure_ascii', true),
    allowNan: flag('allow_nan', true),
    writesKeysFirst: true,
    fallback: convert,
    refuseKey: (key) => {
      const type = typeName(key)
      return raise('TypeError', `Key of type '${type}' is not JSON serializable by the 'tagless' profile.`)
    },
  }
  const separators = options.get('separators') ?? null
  if (separators === null) return result
  const [item = null, key = null] = unpack(separators, 2)
  return { ...result, itemSeparator: textOrFail(item), keySeparator: textOrFail(key) }
}

function textOrFail(value: PyValue): string {
  return isText(value) ? textOf(value) : raise('TypeError', `expected a str, got ${typeName(value)}`)
}

/** What Ansible's encoder adds to JSON's own types: dates, and other sequences as a list. */
function convert(value: PyValue): PyValue {
  if (value instanceof PyDate) return value.isoText('T')
  if (value instanceof Range) return toList(value)
  return raise('TypeError', `Object of type '${typeName(value)}' is not JSON serializable by the 'tagless' profile.`)
}
