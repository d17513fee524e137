import { expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { togetherIfSame } from '../../../src/output/terminal/same-problems.ts'

const at = (line: number) => ({ file: 'templates/_service.yaml.j2', line })

function problem(name: string, message: string, more: { line?: number; detail?: string; hint?: string } = {}) {
  const { line = 2, ...rest } = more
  const about = { kind: 'Deployment', namespace: 'shop', name }
  return new KdeployError({ code: 'manifest-invalid', category: 'input', message, place: at(line), about, ...rest })
}

const times = (...problems: readonly KdeployError[]) =>
  togetherIfSame(problems).map(({ times, objects }) => [times, objects.map(({ name }) => name).join(' ')])

test('problems of one place that differ in their object alone are one', () => {
  expect(times(problem('web', 'no such kind'), problem('api', 'no such kind'))).toEqual([[2, 'web api']])
  expect(times(problem('web', 'Deployment shop/web: bad'), problem('api', 'Deployment shop/api: bad'))).toEqual([
    [2, 'web api'],
  ])
  const refers = (name: string) => problem(name, `Deployment shop/${name} refers to ConfigMap shop/${name}-env`)
  expect(times(refers('web'), refers('api'))).toEqual([[2, 'web api']])
  const excerpt = (number: number) => ({ detail: `rendered line ${number} | a: b: c\n${' '.repeat(number)}^` })
  expect(times(problem('web', 'bad', excerpt(9)), problem('api', 'bad', excerpt(10)))).toEqual([[2, 'web api']])
})

test('an object that has it twice is named once', () => {
  expect(times(problem('web', 'bad'), problem('web', 'bad'))).toEqual([[2, 'web']])
})

test.each([
  ['another place', problem('web', 'bad'), problem('api', 'bad', { line: 3 })],
  ['another message', problem('web', 'bad'), problem('api', 'worse')],
  ['another hint', problem('web', 'bad', { hint: 'a' }), problem('api', 'bad', { hint: 'b' })],
  ['another detail', problem('web', 'bad', { detail: 'a' }), problem('api', 'bad', { detail: 'b' })],
  ['a short name that is part of a word', problem('a', 'a bad'), problem('b', 'b bad')],
  [
    'no object',
    problem('web', 'bad'),
    new KdeployError({ code: 'manifest-invalid', category: 'input', message: 'bad', place: at(2) }),
  ],
])('problems with %s are two', (_, one, other) => {
  expect(times(one, other)).toHaveLength(2)
})
