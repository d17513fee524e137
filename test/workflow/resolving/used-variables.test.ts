import { describe, expect, test } from 'vitest'
import type { FieldPath, Manifest } from '../../../src/manifest/types.ts'
import { createEnvironment } from '../../../src/template/library.ts'
import { defaultDelimiters } from '../../../src/variables/references.ts'
import { type MapNode, toNode } from '../../../src/variables/tree.ts'
import { withUsedVariables } from '../../../src/workflow/resolving/used-variables.ts'

const by = (path: readonly unknown[]) => ({
  label: 'profiles/prod.yaml',
  place: { file: 'profiles/prod.yaml', line: path.length },
})
const variables = toNode({ tag: '1', db: { host: 'h', port: 1 }, a: 1, b: 2, c: 3, d: 4 }, { by }) as MapNode

const noAliases = () => new Map()

function namesIn(...expressions: string[]): string[] {
  const manifest = { expressionsOf: () => expressions } as unknown as Manifest
  const shownBy = { tree: variables, unrendered: variables, delimiters: defaultDelimiters }
  const [shown] = withUsedVariables([manifest], shownBy, noAliases)
  return (shown?.variablesOf?.([]) ?? []).map(({ name, place }) => `${name}:${place?.line}`)
}

test.each<[string, string[], string[]]>([
  ['the variables of an expression, as deep as they go', ['registry ~ tag ~ db.host.upper()'], ['tag:1', 'db.host:2']],
  ['each once', ['tag', 'tag | upper'], ['tag:1']],
  ['none for what is built in or a loop variable', ['NAMESPACE ~ item'], []],
  ['no more than three', ['a + b + c + d'], ['a:1', 'b:1', 'c:1']],
])('%s', (_, expressions, expected) => {
  expect(namesIn(...expressions)).toEqual(expected)
})

test('a manifest that does not know its expressions has no variables', () => {
  expect(
    withUsedVariables(
      [{} as Manifest],
      { tree: variables, unrendered: variables, delimiters: defaultDelimiters },
      noAliases,
    )[0]?.variablesOf?.([]),
  ).toEqual([])
})

test('a variable that is a template is told with what it is made of, also where two are made of each other', () => {
  const shown = (values: Record<string, string>) =>
    toNode(values, { by: () => ({ label: 'a.yaml', place: undefined }), template: true }) as MapNode
  const unrendered = shown({ image: '{{ registry }}/{{ PROFILE }}:{{ tag }}', registry: 'r', tag: '{{ image }}' })
  const manifest = { expressionsOf: () => ['image'] } as unknown as Manifest

  const shownBy = { tree: unrendered, unrendered, delimiters: defaultDelimiters }
  const [known] = withUsedVariables([manifest], shownBy, noAliases)

  const variable = (name: string, ...from: object[]) => ({ name, by: 'a.yaml', place: undefined, from })
  expect(known?.variablesOf?.([])).toEqual([variable('image', variable('registry'), variable('tag'))])
})

describe('where a template writes the entries of a map one by one', () => {
  const data = { config: { LOG: 'info', port: 1 }, own: { config: { LOG: 'debug' } }, list: ['x'] }
  const tree = toNode(data, { by }) as MapNode
  const loop = '{% for key, value in config.items() %}{% endfor %}{% set both = dict(config, **own.config) %}'
  const environment = createEnvironment({ loader: () => loop })
  const object = { data: { LOG: 'info', other: '' }, env: [{ name: 'LOG', value: 'info' }] }

  function behind(expression: string, path: FieldPath): string[] {
    const manifest = { object, template: 'a', expressionsOf: () => [expression] } as unknown as Manifest
    const shownBy = { tree, unrendered: tree, delimiters: defaultDelimiters }
    const [shown] = withUsedVariables([manifest], shownBy, () => environment.reads('a').aliases)
    return (shown?.variablesOf?.(path) ?? []).map(({ name }) => name)
  }

  test.each<[string, string, FieldPath, string[]]>([
    ['a field has the entry of its own name', 'value', ['data', 'LOG'], ['config.LOG']],
    ['a field of a list has that of the name of its item', 'value', ['env', 0, 'value'], ['config.LOG']],
    ['of two maps, the entries of both', 'both', ['data', 'LOG'], ['config.LOG', 'own.config.LOG']],
    [
      'an entry makes the whole of another map none of it',
      'both ~ list',
      ['data', 'LOG'],
      ['config.LOG', 'own.config.LOG', 'list'],
    ],
    ['a field that no entry is named after has the whole map', 'value', ['data', 'other'], ['config']],
  ])('%s', (_, expression, path, expected) => {
    expect(behind(expression, path)).toEqual(expected)
  })
})
