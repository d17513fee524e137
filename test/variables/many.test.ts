import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json-map.ts'
import { parseDotenv } from '../../src/sources/dotenv.ts'
import { Evaluation } from '../../src/variables/evaluate.ts'
import { explainVariables, isSensitive, sensitiveTexts } from '../../src/variables/explain.ts'
import { toTemplateVariables } from '../../src/variables/for-template.ts'
import { Merging, merge } from '../../src/variables/merge.ts'
import { defaultDelimiters } from '../../src/variables/references.ts'
import { assignmentNode } from '../../src/variables/set.ts'
import { type MapNode, mapNode, type NodeOptions, toNode } from '../../src/variables/tree.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { type Marked, simpleEngine } from '../support/variables/simple-engine.ts'

/**
 * A hundred thousand variables of every form. None of these tests asks for a time, but what takes a step for each pair of
 * variables would take minutes.
 */
const count = 100_000
const indices = Array.from({ length: count }, (_, index) => index)

function layer(value: Json, options: Partial<NodeOptions> = {}): MapNode {
  const node = toNode(value, { by: () => ({ label: 'file', place: undefined }), template: true, ...options })
  return node.kind === 'map' ? node : mapNode([], node.by)
}

function mapOf(value: (index: number) => Json): { [name: string]: Json } {
  return Object.fromEntries(indices.map((index) => [`v${index}`, value(index)]))
}

function evaluate(...layers: MapNode[]) {
  const evaluation = new Evaluation(merge(layers), simpleEngine, defaultDelimiters)
  const tree = evaluation.all()
  return { tree, problems: evaluation.problems, variables: toTemplateVariables(tree, simpleEngine) }
}

describe('a hundred thousand variables', { timeout: 300_000 }, () => {
  it.each<[string, (index: number) => Json, unknown]>([
    ['that stand alone', (index) => `value ${index}`, `value ${count - 1}`],
    ['that each need the one before', (index) => (index === 0 ? 'end' : `{{ v${index - 1} }}`), 'end'],
    ['that all need one', (index) => (index === 0 ? 'one' : `{{ v0 }} ${index}`), `one ${count - 1}`],
    ['that are lists', (index) => [index, index === 0 ? '' : '{{ v0[0] }}'], [count - 1, '0']],
    [
      'that are maps',
      (index) => ({ a: index, b: { c: `{{ v${index}.a }}` } }),
      { a: count - 1, b: { c: `${count - 1}` } },
    ],
  ])('%s are rendered and explained', (_, value, last) => {
    const { tree, problems, variables } = evaluate(layer(mapOf(value)))
    expect(problems).toEqual([])
    expect(variables[`v${count - 1}`]).toEqual(last)
    expect(explainVariables(tree).at(-1)?.name).toMatch(/^v99999/)
  })

  it('are items of one list', () => {
    const { variables } = evaluate(layer({ x: 'x', list: indices.map((index) => `{{ x }}${index}`) }))
    expect((variables['list'] as string[])[count - 1]).toBe(`x${count - 1}`)
  })

  it('may need each other from the first to the last, and in a cycle, whose chain is told in part', () => {
    const { variables } = evaluate(layer(mapOf((index) => (index === count - 1 ? 'end' : `{{ v${index + 1} }}`))))
    expect(variables['v0']).toBe('end')
    const { problems } = evaluate(layer(mapOf((index) => `{{ v${(index + 1) % count} }}`)))
    expect(problems.map(({ message }) => message)).toEqual(['the variable v0 refers to itself'])
    const chain = problems[0]?.detail?.split('\n') ?? []
    expect(chain[10]).toBe('→ needs 99981 more')
    expect([chain.length, chain.at(-1)]).toEqual([21, '→ needs v0 (file)'])
  })

  it('are sensitive, and override as many', () => {
    const taint = (path: readonly (string | number)[]) => ({ source: 'Secret', key: path.join('.') })
    const secret = layer(
      mapOf((index) => `secret ${index}`),
      { template: false, taint },
    )
    const { tree, variables } = evaluate(secret, layer(mapOf((index) => `given ${index}`)))
    expect(sensitiveTexts(tree)).toHaveLength(count)
    expect((variables['v7'] as Marked).spans[0]?.taints).toEqual([{ source: 'Secret', key: 'v7' }])
    expect(explainVariables(tree)[7]?.overrode[0]).toMatchObject({ value: 'secret 7', sensitive: true })
  })

  it('replace a list of as many, which each of them tells by its size', () => {
    const { tree } = evaluate(layer({ x: indices }), layer({ x: mapOf((index) => index) }))
    const rows = explainVariables(tree)
    expect(rows).toHaveLength(count)
    expect(rows[7]?.overrode).toEqual([{ value: '(a list of 100000)', sensitive: false, by: expect.anything() }])
    const few = evaluate(layer({ x: [1, 2] }), layer({ x: { a: 1 } }))
    expect(explainVariables(few.tree)[0]?.overrode[0]?.value).toEqual([1, 2])
  })

  it('replace a sensitive list of as many, twice', () => {
    const list = (word: string) => ({ x: indices.map((index) => `${word} ${index}`) })
    const taint = (path: readonly (string | number)[]) => ({ source: 'Secret', key: path.join('.') })
    const { tree } = evaluate(layer(list('secret'), { taint }), layer(list('given')), layer(list('given again')))
    expect(sensitiveTexts(tree)).toHaveLength(count)
    expect(isSensitive(tree.entries.get('x') ?? tree)).toBe(true)
  })

  it('come from as many layers, which stay as they were', () => {
    const merging = new Merging()
    const base = layer({ map: { a: 'a' }, ...mapOf((index) => index) })
    merging.add(base)
    for (const index of indices) {
      merging.add(assignmentNode('--set', { path: ['map', `k${index}`], text: '' }, index))
    }
    const map = merging.result.entries.get('map')
    expect(map?.kind === 'map' && map.entries.size).toBe(count + 1)
    const before = base.entries.get('map')
    expect(before?.kind === 'map' && [...before.entries.keys()]).toEqual(['a'])
  })

  it('have their lines and sorts in YAML and dotenv', () => {
    const lines = indices.map((index) => `v${index}: ${index}.0\n`)
    const yaml = `base: &b {x: 1.0}\n<<: *b\nmap:\n  ${lines.join('  ')}${lines.join('')}`
    const [document] = readDocuments(yaml, 'f')
    const places = indices.map((index) => document?.placeOf([`v${index}`]).line)
    expect(places.at(-1)).toBe(2 * count + 3)
    expect(indices.every((index) => document?.isFloat(['map', `v${index}`]))).toBe(true)
    expect(document?.isFloat(['x'])).toBe(true)
    const { placeOf } = parseDotenv(indices.map((index) => `V${index}="${index}"\n`).join(''), '.env')
    expect(indices.map((index) => placeOf([`V${index}`])?.line).at(-1)).toBe(count)
  })
})
