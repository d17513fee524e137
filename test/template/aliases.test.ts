import { expect, test } from 'vitest'
import { createEnvironment } from '../../src/template/library.ts'

/** What the names that a template sets are made of: `a.b | c` are two of which the first that is defined counts. */
function aliases(source: string): Record<string, string[]> {
  const environment = createEnvironment({ loader: (name) => (name === 'a' ? source : null) })
  const show = (choice: readonly (readonly string[])[]) => choice.map((path) => path.join('.')).join(' | ')
  return Object.fromEntries([...environment.reads('a').aliases].map(([name, choices]) => [name, choices.map(show)]))
}

test.each<[string, Record<string, string[]>]>([
  ['{% set a = b.c %}', { a: ['b.c'] }],
  ['{% set a = b["c"] ~ d %}', { a: ['b.c', 'd'] }],
  ['{% set a = own.b | default(b | default(1)) %}', { a: ['own.b | b'] }],
  ['{% set a = b | default(c ~ d) %}', { a: ['b', 'c', 'd'] }],
  ['{% set a = b if c else d %}', { a: ['b', 'd'] }],
  ['{% set a = dict(b | default({}), **c) %}', { a: ['dict', 'b', 'c'] }],
  ['{% set a, b = c %}', { a: ['c'], b: ['c'] }],
  ['{% set a = 1 %}', { a: [] }],
  ['{% for key, value in b.c.items() | sort %}{% endfor %}', { key: ['b.c'], value: ['b.c'] }],
  ['{% for a in [b, c] %}{% set d = a %}{% endfor %}', { a: ['b', 'c'], d: ['a'] }],
  ['{% with a = b, c = d.e %}{% endwith %}', { a: ['b'], c: ['d.e'] }],
  ['{% set a %}{{ b }}{% endset %}{{ c }}', {}],
])('of %s', (source, expected) => {
  expect(aliases(source)).toEqual(expected)
})
