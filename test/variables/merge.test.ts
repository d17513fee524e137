import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json-map.ts'
import { merge } from '../../src/variables/merge.ts'
import { leavesOf, type MapNode, mapNode, toNode } from '../../src/variables/tree.ts'
import { evaluate, layer } from '../support/variables/layers.ts'

const by = { label: 'profiles/prod.yaml', place: undefined }
const taint = { source: 'Secret my-ns/db', key: 'password' }

const shapes: Readonly<Record<string, Json>> = {
  map: { k: 'text' },
  list: ['text'],
  scalar: 'text',
  null: null,
  'empty map': {},
  'empty list': [],
}
const names = Object.keys(shapes)

/** Every sequence of so many shapes. */
function sequences(length: number): string[][] {
  if (length === 0) return [[]]
  return sequences(length - 1).flatMap((sequence) => names.map((name) => [...sequence, name]))
}

function dbLayer(value: Json, sensitive: boolean): MapNode {
  const options = { by: () => by, ...(sensitive ? { taint: () => taint } : {}) }
  return mapNode([['db', toNode(value, options)]], by)
}

/** Merges the first as a sensitive layer, then the others; whether each value that is left is sensitive. */
function isAllSensitive([first = '', ...others]: readonly string[]): boolean {
  const layers = [dbLayer(shapes[first] ?? null, true), ...others.map((name) => dbLayer(shapes[name] ?? null, false))]
  return leavesOf(merge(layers)).every(({ taints }) => taints.length > 0)
}

describe('what stands over a sensitive value is sensitive, whatever came between', () => {
  for (const length of [1, 2, 3]) {
    it(`${length} ${length === 1 ? 'layer' : 'layers'} over a map, a list, a value or null`, () => {
      const over = sequences(length).flatMap((others) => names.map((first) => [first, ...others]))
      // Nothing was sensitive in an empty map while only maps are merged into it.
      const wanted = over.filter(
        (sequence) => sequence[0] !== 'empty map' || sequence.some((name) => !name.includes('map')),
      )
      expect(wanted.filter((sequence) => !isAllSensitive(sequence))).toEqual([])
      expect(wanted.length).toBeGreaterThan(30)
    })
  }

  it('but not a key that the sensitive map did not have, nor anything over what is open', () => {
    const open = dbLayer({ port: 5432 }, false)
    const port = (layers: readonly MapNode[]) =>
      leavesOf(merge(layers)).map(({ value, taints }) => [value, taints.length])
    expect(port([dbLayer({ password: 'old' }, true), open])).toEqual([
      ['old', 1],
      [5432, 0],
    ])
    expect(port([dbLayer({}, true), open])).toEqual([[5432, 0]])
    expect(port([dbLayer([], false), open])).toEqual([[5432, 0]])
  })
})

describe('merge', () => {
  it('merges maps and replaces everything else, the later layer winning', () => {
    const { variables } = evaluate(
      layer('a', { m: { x: 1, deep: { p: 1 } }, list: [1, 2], s: 'a', gone: { x: 1 } }),
      layer('b', { m: { deep: { q: 2 }, z: 3 }, list: [3], s: { t: 'b' }, gone: null }),
    )
    expect(variables).toEqual({ m: { x: 1, deep: { p: 1, q: 2 }, z: 3 }, list: [3], s: { t: 'b' }, gone: null })
  })

  it('takes the names of what every JavaScript object has for any others', () => {
    const names = {
      constructor: 'c',
      prototype: 'p',
      toString: { hasOwnProperty: 'h' },
      valueOf: ['{{ constructor }}'],
    }
    const { variables } = evaluate(layer('a', names), layer('b', { toString: { valueOf: 'v' } }))
    expect(variables).toEqual({ ...names, toString: { hasOwnProperty: 'h', valueOf: 'v' }, valueOf: ['c'] })
    expect(evaluate(layer('a', { a: '{{ hasOwnProperty }}' })).problems).toHaveLength(1)
  })
})
