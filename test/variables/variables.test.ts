import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import type { Json } from '../../src/json-map.ts'
import { Evaluation } from '../../src/variables/evaluate.ts'
import { explainVariables, sensitiveTexts } from '../../src/variables/explain.ts'
import { toTemplateVariables } from '../../src/variables/for-template.ts'
import { merge } from '../../src/variables/merge.ts'
import { defaultDelimiters, references } from '../../src/variables/references.ts'
import { assignmentNode, parseAssignment, typedValue } from '../../src/variables/set.ts'
import { type MapNode, type NodeOptions, toNode } from '../../src/variables/tree.ts'
import { Marked, simpleEngine } from '../support/variables/simple-engine.ts'

function layer(file: string, value: Json, options: Partial<NodeOptions> = {}): MapNode {
  const node = toNode(value, {
    by: (path) => ({ label: file, place: { file, line: path.length } }),
    template: true,
    ...options,
  })
  if (node.kind !== 'map') throw new Error('a layer is a map')
  return node
}

function evaluate(...layers: MapNode[]): Evaluation & { readonly variables: Record<string, unknown> } {
  const evaluation = new Evaluation(merge(layers), simpleEngine, defaultDelimiters)
  const variables = toTemplateVariables(evaluation.all(), simpleEngine)
  return Object.assign(evaluation, { variables })
}

function toJson(path: readonly string[]): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), 1)
}

describe('merge', () => {
  it('merges maps and replaces everything else, the later layer winning', () => {
    const { variables } = evaluate(
      layer('a', { m: { x: 1, deep: { p: 1 } }, list: [1, 2], s: 'a', gone: { x: 1 } }),
      layer('b', { m: { deep: { q: 2 }, z: 3 }, list: [3], s: { t: 'b' }, gone: null }),
    )
    expect(variables).toEqual({ m: { x: 1, deep: { p: 1, q: 2 }, z: 3 }, list: [3], s: { t: 'b' }, gone: null })
  })

  it('keeps what each value overrode, the strongest first', () => {
    const evaluation = evaluate(layer('a', { m: { x: 1 } }), layer('b', { m: { x: 2 } }), layer('c', { m: { x: 3 } }))
    const [row] = explainVariables(evaluation.all())
    expect(row).toMatchObject({ name: 'm.x', value: 3, by: { label: 'c', place: { file: 'c', line: 2 } } })
    expect(row?.overrode.map(({ value, by }) => [value, by.label])).toEqual([
      [2, 'b'],
      [1, 'a'],
    ])
  })

  it.each([
    ['{"__proto__": {"x": 1}}', '__proto__', 1],
    ['{"a": {"__proto__": 1}}', 'a.__proto__', 2],
    ['{"a": [{"b": {"__proto__": null}}]}', 'a[0].b.__proto__', 4],
  ])('refuses the name __proto__ with its place: %s', (json, name, line) => {
    expect(() => layer('a', JSON.parse(json) as Json)).toThrow(
      expect.objectContaining({
        code: 'variable-reserved',
        message: `a gives the variable ${name}, but none may be called __proto__`,
        place: { file: 'a', line },
      }),
    )
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
      message: 'the variable a needs itself',
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

  it('stays within bounds for long chains', () => {
    const chain = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`v${index}`, `{{ v${index + 1} }}`]))
    expect(evaluate(layer('a', { ...chain, v500: 'end' })).variables['v0']).toBe('end')
  })
})

describe('references', () => {
  it.each<[string, string[]]>([
    ['a {{ tag }} b', ['tag']],
    ['{{ db.host }}:{{ db["port"] }}', ['db.host', 'db.port']],
    ['{{ db[key].x }}', ['db', 'key']],
    ["{{ x | default('y.z') }}", ['x']],
    ['{% for h in hosts %}{{ h.name }}{% endfor %}', ['h.name', 'for', 'h', 'in', 'hosts', 'endfor']],
    ["{{ '}}' ~ a }}", ['a']],
    ['{{ f(name=a, b == c) }}', ['f', 'a', 'b', 'c']],
    ['no {tag} here', []],
  ])('finds what %j may read', (template, paths) => {
    expect(references(template, defaultDelimiters).map((path) => path.join('.'))).toEqual(paths)
  })

  it('reads everything where line statements are on', () => {
    expect(references('# if x\ny', { ...defaultDelimiters, linePrefix: '#' }).flat()).toContain('x')
  })
})

describe('--set', () => {
  it.each<[string, Json]>([
    ['true', true],
    ['false', false],
    ['null', null],
    ['3', 3],
    ['-3', -3],
    ['1.5', 1.5],
    ['', ''],
    ['yes', 'yes'],
    ['True', 'True'],
    ['1.10', '1.10'],
    ['1.0', '1.0'],
    ['007', '007'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    [' 3', ' 3'],
    ['12345678901234567890', '12345678901234567890'],
    ['Infinity', 'Infinity'],
    ['{{ x }}', '{{ x }}'],
  ])('types %j as %j', (text, value) => {
    expect(typedValue(text)).toEqual(value)
  })

  it('nests as deep as YAML does', () => {
    const deep = (levels: number) => parseAssignment('--set', `${'a.'.repeat(levels - 1)}a=1`)
    expect(deep(500).path).toHaveLength(500)
    expect(() => deep(501)).toThrow('nests more than 500 maps')
    const node = layer('a', toJson(deep(500).path))
    expect(explainVariables(node)).toHaveLength(1)
  })

  it('types integers of up to 64 bits, to the last digit', () => {
    const texts = ['9007199254740993', '9223372036854775807', '-9223372036854775808', '9223372036854775808', '-0', '00']
    expect(texts.map(typedValue)).toEqual([
      9007199254740993n,
      9223372036854775807n,
      -9223372036854775808n,
      '9223372036854775808',
      '-0',
      '00',
    ])
  })

  it('takes dots for nesting, \\. for a dot, and all behind the first = for the value', () => {
    expect(parseAssignment('--set', 'a.b=c=d')).toEqual({ path: ['a', 'b'], text: 'c=d' })
    expect(parseAssignment('--set', 'labels.example\\.org/x=1').path).toEqual(['labels', 'example.org/x'])
    const assignment = parseAssignment('--set', 'a.b=2')
    const { variables } = evaluate(layer('a', { a: { b: 1, c: 1 } }), assignmentNode('--set', assignment, 2))
    expect(variables).toEqual({ a: { b: 2, c: 1 } })
  })

  it.each([
    ['a', '--set "a" has no ='],
    ['=1', '--set "" has an empty key'],
    ['a..b=1', '--set "a..b" has an empty key'],
    ['a[0]=1', '--set "a[0]" sets an item of a list'],
  ])('refuses %j', (argument, message) => {
    expect(() => parseAssignment('--set', argument)).toThrow(KdeployError)
    expect(() => parseAssignment('--set', argument)).toThrow(message)
  })
})
