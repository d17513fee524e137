import { defineFilter, type Filter } from '../../filters/filter.ts'
import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import { PyFloat } from '../../python/float.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { toIndex } from '../../python/position.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { emitDocument } from '../pyyaml/emit.ts'
import { loadDocuments, loadYaml } from '../pyyaml/load.ts'
import { representValue, type ScalarStyle } from '../pyyaml/represent.ts'

/** Filters that write and read YAML 1.1, as PyYAML does. */
export const yamlFilters: readonly Filter[] = [
  /**
   * YAML with collections of plain scalars in flow style; keys sorted (Ansible `to_yaml`, PyYAML's
   * yaml.dump with AnsibleDumper).
   */
  defineFilter(
    'to_yaml',
    signature('to_yaml', 'a', '*_args', 'default_flow_style=None', '**kwargs'),
    (_frame, value = null, _args = null, flow = null, kwargs = null) => dump(value, flow, optionsOf(kwargs)),
  ),

  /** YAML in block style, indented by 4 (Ansible `to_nice_yaml`). */
  defineFilter(
    'to_nice_yaml',
    signature('to_nice_yaml', 'a', 'indent=4', '*_args', 'default_flow_style=False', '**kwargs'),
    (_frame, value = null, indent = null, _args = null, flow = null, kwargs = null) =>
      dump(value, flow, new Map([...optionsOf(kwargs), ['indent', indent]])),
  ),

  /** The value that a YAML text holds; None of None (Ansible `from_yaml`). */
  defineFilter('from_yaml', signature('from_yaml', 'data'), (_frame, data = null) =>
    isText(data) ? loadYaml(data) : data,
  ),

  /** The documents of a YAML text as a list; an empty one of None (Ansible `from_yaml_all`). */
  defineFilter('from_yaml_all', signature('from_yaml_all', 'data'), (_frame, data = null) => {
    if (data === null) return []
    return isText(data) ? loadDocuments(data) : data
  }),
]

const known = [
  'default_style',
  'canonical',
  'indent',
  'width',
  'line_break',
  'encoding',
  'explicit_start',
  'explicit_end',
  'version',
  'tags',
  'sort_keys',
]

function optionsOf(kwargs: PyValue): Map<string, PyValue> {
  const options = new Map<string, PyValue>()
  if (!(kwargs instanceof PyDict)) return options
  for (const [key, value] of kwargs.entries()) {
    const name = isText(key) ? textOf(key) : ''
    if (name === 'allow_unicode')
      raise('TypeError', "yaml.dump() got multiple values for keyword argument 'allow_unicode'")
    if (!known.includes(name)) raise('TypeError', `dump_all() got an unexpected keyword argument '${name}'`)
    options.set(name, value)
  }
  return options
}

function dump(value: PyValue, flow: PyValue, options: ReadonlyMap<string, PyValue>): PyValue {
  const option = (name: string): PyValue => options.get(name) ?? null
  for (const name of ['canonical', 'line_break', 'encoding', 'version', 'tags']) {
    if (truthy(option(name))) raise('NotImplementedError', `to_yaml's option ${name} can't be had in kdeploy`)
  }
  const node = representValue(value, {
    flow: flow === null ? null : truthy(flow),
    sortKeys: truthy(options.get('sort_keys') ?? true),
    style: styleOf(option('default_style')),
  })
  return emitDocument(node, {
    indent: numberOf(option('indent'), 2),
    width: numberOf(option('width'), 80),
    allowsUnicode: true,
    explicitStart: truthy(option('explicit_start')),
    explicitEnd: truthy(option('explicit_end')),
  })
}

function numberOf(value: PyValue, fallback: number): number {
  if (value === null) return fallback
  return value instanceof PyFloat ? (Number.isFinite(value.value) ? Math.trunc(value.value) : -1) : toIndex(value)
}

function styleOf(value: PyValue): ScalarStyle {
  const style = isText(value) ? textOf(value) : ''
  return style === "'" || style === '"' || style === '|' ? style : ''
}
