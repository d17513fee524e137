import { describe, expect, it } from 'vitest'
import { evaluate, layer } from '../support/variables/layers.ts'

describe('Evaluation', () => {
  it('renders strings after all merging, so that they see what any layer gave', () => {
    const { variables, problems } = evaluate(
      layer('default', { image: 'registry/app:{{ tag }}', tag: 'none', list: ['{{ image }}', 1] }),
      layer('prod', { tag: '{{ version }}-prod', version: 7 }),
    )
    expect(problems).toEqual([])
    expect(variables).toEqual({
      image: 'registry/app:7-prod',
      tag: '7-prod',
      version: 7,
      list: ['registry/app:7-prod', 1],
    })
  })

  it('leaves literal values as they are, also where they look like templates', () => {
    const { variables } = evaluate(
      layer('Secret', { password: 'a{{ nope }}' }, { template: false }),
      layer('a', { p: '{{ password }}' }),
    )
    expect(variables).toEqual({ password: 'a{{ nope }}', p: 'a{{ nope }}' })
  })

  it('lets a string of one expression stay a string, as Jinja2 does', () => {
    expect(evaluate(layer('a', { n: 3, s: '{{ n }}' })).variables).toEqual({ n: 3, s: '3' })
  })

  it('reads only the parts of a map that a template names, so that its siblings may use each other', () => {
    const { variables, problems } = evaluate(
      layer('a', { db: { host: 'h', url: "x://{{ db.host }}/{{ db['name'] }}", name: '{{ db.host }}-n' } }),
    )
    expect(problems).toEqual([])
    expect(variables).toEqual({ db: { host: 'h', url: 'x://h/h-n', name: 'h-n' } })
  })

  it('takes a missing key for undefined, also beside the variable itself', () => {
    const { variables } = evaluate(layer('a', { db: { url: "x://{{ db.port | default('1') }}" } }))
    expect(variables).toEqual({ db: { url: 'x://1' } })
  })

  it('reports a cycle with the chain of variables and their places', () => {
    const { problems } = evaluate(layer('a.yaml', { a: '{{ b.c }}', b: { c: 'x{{ d }}' }, d: '{{ a }}', e: '{{ a }}' }))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      code: 'variable-cycle',
      category: 'input',
      message: 'the variable a refers to itself',
    })
    expect(problems[0]?.detail).toBe('a (a.yaml:1)\n→ needs b.c (a.yaml:2)\n→ needs d (a.yaml:1)\n→ needs a (a.yaml:1)')
  })

  it('reports an undefined name once, with the chain that led to it', () => {
    const { problems } = evaluate(
      layer('a.yaml', { image: '{{ registry }}/app', registry: '{{ host }}:5000', x: '{{ image }}' }),
    )
    expect(problems.map(({ message }) => message)).toEqual(["the variable registry: 'host' is undefined"])
    expect(problems[0]?.place).toEqual({ file: 'a.yaml', line: 1 })
    expect(problems[0]?.detail).toBe('image (a.yaml:1)\n→ needs registry (a.yaml:1)')
  })

  it('collects all problems', () => {
    const { problems } = evaluate(layer('a', { a: '{{ x }}', b: '{{ y }}', c: '{{ c }}' }))
    expect(problems.map(({ code }) => code)).toEqual(['variable-unresolved', 'variable-unresolved', 'variable-cycle'])
  })

  it('stays within bounds for long chains', () => {
    const chain = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`v${index}`, `{{ v${index + 1} }}`]))
    expect(evaluate(layer('a', { ...chain, v500: 'end' })).variables['v0']).toBe('end')
  })
})
