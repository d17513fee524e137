import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json-map.ts'
import { unusedLines, VariableAudit } from '../../src/variables/audit.ts'
import { merge } from '../../src/variables/merge.ts'
import { type MapNode, mapNode, toNode } from '../../src/variables/tree.ts'

/** A layer whose values stand in "lines" by their paths; a source has a place in the file that asks for it. */
function layer(file: string, value: Json, source?: string): MapNode {
  const by = (path: readonly unknown[]) => ({ label: source ?? file, place: { file, line: String(path).length } })
  const node = toNode(value, { by, template: true, isFloat: (path) => path.at(-1) === 'whole' })
  return node.kind === 'map' ? node : mapNode([], node.by)
}

const base = (value: Json) => layer('default.yaml', value)
const prod = (value: Json) => layer('prod.yaml', value)

function audit(...profiles: MapNode[][]) {
  const found = new VariableAudit()
  for (const layers of profiles) found.add(merge(layers))
  return {
    repeated: found.repeated().map(({ name, place, of }) => `${place.file} ${name} of ${of.file}`),
    shadowed: found
      .shadowed()
      .map(({ name, place, by }) => `${place.file} ${name} by ${by.map(({ file }) => file).join()}`),
  }
}

describe('a line of a profile file', () => {
  it('is shadowed where another one overrides it in every profile', () => {
    const a = layer('a.yaml', { replicas: 2 })
    const b = layer('b.yaml', { replicas: 3 })
    expect(audit([base({ replicas: 1 }), a], [base({ replicas: 1 }), b]).shadowed).toEqual([
      'default.yaml replicas by a.yaml,b.yaml',
    ])
    expect(audit([base({ replicas: 1 }), a], [base({ replicas: 1 })]).shadowed).toEqual([])
  })

  it('counts in a project of one profile, and where only a live source overrides it', () => {
    const live = layer('default.yaml', { replicas: 4 }, 'ConfigMap ns/shared')
    expect(audit([base({ replicas: 1 }), prod({ replicas: 2 })]).shadowed).toEqual([])
    expect(audit([base({ replicas: 1 }), live], [base({ replicas: 1 }), live]).shadowed).toEqual([])
  })

  it('is shadowed within a map that is replaced, and in a list as a whole', () => {
    const layers = [base({ db: { host: 'a', port: 1 }, list: [1, 2] }), prod({ db: 'none', list: [] })]
    expect(audit(layers, layers).shadowed).toEqual([
      'default.yaml db.host by prod.yaml',
      'default.yaml db.port by prod.yaml',
      'default.yaml list by prod.yaml',
    ])
  })

  it.each<[string, Json, Json, boolean]>([
    ['the same number', 1, 1, true],
    ['the same list', [1, { a: 'x' }], [1, { a: 'x' }], true],
    ['the same template', '{{ a }}', '{{ a }}', true],
    ['a number for a text', '1', 1, false],
    ['an empty map for an empty list', [], {}, false],
  ])('repeats %s, or not', (_, below, above, isRepeated) => {
    expect(audit([base({ a: below }), prod({ a: above })]).repeated).toEqual(
      isRepeated ? ['prod.yaml a of default.yaml'] : [],
    )
  })

  it('repeats nothing where a layer in between says otherwise in one profile', () => {
    const last = layer('prod_a.yaml', { a: 1 })
    expect(audit([base({ a: 1 }), last], [base({ a: 1 }), prod({ a: 2 }), last]).repeated).toEqual([])
  })

  it('repeats nothing where it only is a float', () => {
    expect(audit([base({ m: { whole: 1 } }), prod({ m: { whole: 1 } })]).repeated).toHaveLength(1)
    const float = layer('prod.yaml', { whole: 1 })
    const integer = mapNode(
      [['whole', { ...float, kind: 'value', value: 1, template: false, taints: [], spans: undefined }]],
      {
        label: 'default.yaml',
        place: { file: 'default.yaml' },
      },
    )
    expect(audit([integer, float]).repeated).toEqual([])
  })

  it('is unused where nothing reads it, or anything in it; of a map the first line', () => {
    const file = {
      variables: { a: 1, b: { c: 1, d: 2 }, e: { f: { g: 1 } }, h: { i: 1 } },
      placeOf: (path: readonly string[]) => ({ file: path.join('.') }),
    }
    const reads = [['a'], ['b', 'c'], ['h', 'items']]
    expect(unusedLines([file], reads).map(({ name, place }) => [name, place.file])).toEqual([
      ['b.d', 'b.d'],
      ['e', 'e'],
    ])
  })
})
