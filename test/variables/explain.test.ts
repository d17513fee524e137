import { describe, expect, it } from 'vitest'
import { explainVariables } from '../../src/variables/explain.ts'
import { evaluate, layer } from '../support/variables/layers.ts'

describe('a variable', () => {
  it('keeps what each value overrode, the strongest first', () => {
    const evaluation = evaluate(layer('a', { m: { x: 1 } }), layer('b', { m: { x: 2 } }), layer('c', { m: { x: 3 } }))
    const [row] = explainVariables(evaluation.all())
    expect(row).toMatchObject({ name: 'm.x', value: 3, by: { label: 'c', place: { file: 'c', line: 2 } } })
    expect(row?.overrode.map(({ value, by }) => [value, by.label])).toEqual([
      [2, 'b'],
      [1, 'a'],
    ])
  })
})
