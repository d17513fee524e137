import { expect, test } from 'vitest'
import type { Manifest } from '../../../src/manifest/types.ts'
import { defaultDelimiters } from '../../../src/variables/references.ts'
import { type MapNode, toNode } from '../../../src/variables/tree.ts'
import { withUsedVariables } from '../../../src/workflow/resolving/used-variables.ts'

const by = (path: readonly unknown[]) => ({
  label: 'profiles/prod.yaml',
  place: { file: 'profiles/prod.yaml', line: path.length },
})
const variables = toNode({ tag: '1', db: { host: 'h', port: 1 }, a: 1, b: 2, c: 3, d: 4 }, { by }) as MapNode

function namesIn(...expressions: string[]): string[] {
  const manifest = { expressionsOf: () => expressions } as unknown as Manifest
  const [shown] = withUsedVariables([manifest], {
    tree: variables,
    unrendered: variables,
    delimiters: defaultDelimiters,
  })
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
    withUsedVariables([{} as Manifest], {
      tree: variables,
      unrendered: variables,
      delimiters: defaultDelimiters,
    })[0]?.variablesOf?.([]),
  ).toEqual([])
})

test('a variable that is a template is told with what it is made of, also where two are made of each other', () => {
  const shown = (values: Record<string, string>) =>
    toNode(values, { by: () => ({ label: 'a.yaml', place: undefined }), template: true }) as MapNode
  const unrendered = shown({ image: '{{ registry }}/{{ PROFILE }}:{{ tag }}', registry: 'r', tag: '{{ image }}' })
  const manifest = { expressionsOf: () => ['image'] } as unknown as Manifest

  const [known] = withUsedVariables([manifest], { tree: unrendered, unrendered, delimiters: defaultDelimiters })

  const variable = (name: string, ...from: object[]) => ({ name, by: 'a.yaml', place: undefined, from })
  expect(known?.variablesOf?.([])).toEqual([variable('image', variable('registry'), variable('tag'))])
})
