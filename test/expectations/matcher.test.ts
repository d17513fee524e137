import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { matcherNames, matcherOf } from '../../src/expectations/matcher.ts'
import type { Json } from '../../src/json-map.ts'
import { repository } from '../support/projects/project.ts'

function accepts(written: Json, value: Json): boolean {
  const matcher = matcherOf(written)
  if (typeof matcher === 'string') throw new Error(matcher)
  return matcher.accepts(value)
}

describe('a value', () => {
  test.each<[Json, Json, boolean]>([
    [3, 3, true],
    [3, '3', false],
    ['a', 'a', true],
    [null, null, true],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [{ app: 'web' }, { app: 'web' }, true],
    [{ app: 'web' }, { app: 'web', tier: 'a' }, false],
    // A map is no matcher as soon as one of its keys is none.
    [{ matches: 'a', app: 'web' }, { matches: 'a', app: 'web' }, true],
    [{}, {}, true],
    [{ equals: { matches: 'a' } }, { matches: 'a' }, true],
  ])('%j compared with %j: %s', (written, value, expected) => {
    expect(accepts(written, value)).toBe(expected)
  })
})

test('a value may be an integer that no double holds', () => {
  expect(accepts(2n ** 60n + 1n, 2n ** 60n + 1n)).toBe(true)
  expect(accepts({ above: 2n ** 60n }, 3)).toBe(false)
})

describe('a matcher', () => {
  test.each<[Json, Json, boolean]>([
    [{ not: 'latest' }, '1.2', true],
    [{ not: 'latest' }, 'latest', false],
    [{ matches: '^registry\\.' }, 'registry.example.com', true],
    [{ matches: '^registry\\.' }, 'docker.io', false],
    [{ matches: '3' }, 3, false],
    [{ contains: 'exec' }, 'exec java', true],
    [{ contains: 'exec' }, 'java', false],
    [{ contains: '--port=80' }, ['run', '--port=80'], true],
    [{ contains: '80' }, [80], false],
    [{ contains: { name: 'web' } }, [{ name: 'web', image: 'a' }], true],
    [{ contains: { name: 'web' } }, [{ name: 'db' }], false],
    [{ contains: { a: { b: 1 } } }, { a: { b: 1, c: 2 }, d: 3 }, true],
    [{ contains: { a: { b: 2 } } }, { a: { b: 1, c: 2 } }, false],
    [{ length: 2 }, ['a', 'b'], true],
    [{ length: 2 }, { a: 1, b: 2 }, true],
    [{ length: 2 }, '👍👍', true],
    [{ length: 0 }, 3, false],
    [{ above: 2 }, 3, true],
    [{ above: 3 }, 3, false],
    [{ above: '500Mi' }, '1Gi', true],
    [{ below: '1' }, '500m', true],
    [{ below: 1 }, 'many', false],
    [{ exists: true }, null, true],
    [{ above: 1, below: 5 }, 3, true],
    [{ above: 1, below: 5 }, 5, false],
  ])('%j accepts %j: %s', (written, value, expected) => {
    expect(accepts(written, value)).toBe(expected)
  })

  test('says what it expects', () => {
    const expected = [3, { above: 1, below: 5 }, { not: 'latest' }, { exists: false }, { matches: '^a' }].map(matcherOf)

    expect(expected.map((one) => (typeof one === 'string' ? one : one.expected))).toEqual([
      '3',
      'more than 1 and less than 5',
      'anything but "latest"',
      'nothing there',
      'a text that matches ^a',
    ])
  })

  test.each<[Json, string]>([
    [{ matches: '(' }, '`matches` must be a regular expression'],
    [{ matches: 3 }, '`matches` must be a regular expression'],
    [{ exists: 'no' }, '`exists` must be true or false'],
    [{ length: -1 }, '`length` must be a whole number'],
    [{ above: 'many' }, '`above` must be a number or a quantity'],
    [{ exists: false, above: 1 }, "`exists: false` doesn't go with other matchers"],
  ])('%j is refused: %s', (written, problem) => {
    expect(matcherOf(written)).toBe(problem)
  })
})

test('docs/rendering/tests.md has all matchers', () => {
  const text = readFileSync(join(repository, 'docs/rendering/tests.md'), 'utf8')
  const documented = [...text.matchAll(/`\{(\w+): [^}`]*\}`/g)].map(([, name]) => name)
  expect(matcherNames.filter((name) => !documented.includes(name))).toEqual([])
})
