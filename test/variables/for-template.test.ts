import { describe, expect, it } from 'vitest'
import { explainVariables, sensitiveTexts } from '../../src/variables/explain.ts'
import { evaluate, layer } from '../support/variables/layers.ts'
import { Marked } from '../support/variables/simple-engine.ts'

describe('Evaluation', () => {
  it('marks sensitive strings and numbers, and what is made of them', () => {
    const taint = { source: 'Secret db', key: 'password' }
    const evaluation = evaluate(
      layer('Secret', { password: 'hunter2', port: 5432 }, { template: false, taint: () => taint }),
      layer('a', { url: 'x://u:{{ password }}@h', again: '{{ url }}!', plain: 'p' }),
    )
    const { password, port, url, again, plain } = evaluation.variables
    expect(password).toEqual(new Marked('hunter2', [{ start: 0, end: 7, origin: undefined, taints: [taint] }]))
    expect(url).toEqual(new Marked('x://u:hunter2@h', [{ start: 6, end: 13, origin: undefined, taints: [taint] }]))
    expect((again as Marked).spans.flatMap(({ taints }) => taints)).toEqual([taint])
    expect(port).toEqual(new Marked('5432', [{ start: 0, end: 4, origin: undefined, taints: [taint] }]))
    expect(plain).toBe('p')
    const rows = explainVariables(evaluation.all())
    expect(rows.filter(({ sensitive }) => sensitive).map(({ name }) => name)).toEqual([
      'password',
      'port',
      'url',
      'again',
    ])
    expect(sensitiveTexts(evaluation.all())).toEqual(['hunter2', '5432', 'x://u:hunter2@h', 'x://u:hunter2@h!'])
  })
})
