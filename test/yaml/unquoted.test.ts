import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { readDocuments } from '../../src/yaml/read.ts'

function problemOf(text: string): KdeployError {
  try {
    readDocuments(text, 'profiles/default.yaml')
  } catch (error) {
    if (error instanceof KdeployError) return error
    throw error
  }
  throw new Error('no KdeployError')
}

describe('a value that lacks its quotes', () => {
  it.each([
    ['namespace: {{ env_type }}-plat\n'],
    ['registry: {{ x }}\n'],
    ['a: {registry: {{ x }}}\n'],
    ['a: [{{ x }}]\n'],
    ['a:\n- {{ x }}\n'],
    ['a:\n- {{ x }}-y\nb: c\n'],
    ['a: {{ x }}/{{ y }}\n'],
    ['a: {{ x["y"] }}\n'],
    ['a: {{ f(x, y) }}\n'],
    ['a: {{ x }} b: c\n'],
  ])('and begins with braces is told so: %j', (text) => {
    const { message, hint } = problemOf(text)
    expect(message).toBe('invalid YAML: a value that begins with {{ must be quoted')
    expect(hint).toBe('write the value as "{{ … }}"')
  })

  it.each([
    ['url: a: b\n', 7],
    ['a:\n  url: http://x: y\n', 16],
    ['- msg: Note: x\n', 12],
    ['a: {b: c: d}\n', 9],
    ['msg: Note: {{ x }}\n', 10],
  ])('and has a colon in it is told so: %j', (text, column) => {
    const { message, place } = problemOf(text)
    expect(message).toBe('invalid YAML: a value that contains ": " must be quoted')
    expect(place?.column).toBe(column)
  })

  it.each([
    ['a: {% if x %}b{% endif %}\n', 'a value that begins with {% must be quoted'],
    ['a: %x\n', 'a value that begins with % must be quoted'],
    ['a: @x\n', 'a value that begins with @ must be quoted'],
    ['a: `x`\n', 'a value that begins with ` must be quoted'],
    ['{% if x %}\na: b\n{% endif %}\n', '{% … %} outside a quoted value'],
  ])('is told by what it begins with: %j', (text, message) => {
    expect(problemOf(text).message).toBe(`invalid YAML: ${message}`)
  })

  it.each([['a: b\n  c: d\n'], ['a: "b" c\n'], ['a: "{{ x }}" c\n'], ['a: b\n   c: {{ x\n'], ['a: &\n']])(
    'is not what another mistake is called: %j',
    (text) => {
      const { message, hint } = problemOf(text)
      expect(message).not.toMatch(/must be quoted|outside/)
      expect(hint).toBeUndefined()
    },
  )
})
