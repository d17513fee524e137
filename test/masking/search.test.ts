import { describe, expect, test } from 'vitest'
import { placesOf } from '../../src/masking/combined-search.ts'
import { endOf } from '../../src/masking/follow.ts'
import { Heads } from '../../src/masking/prefix-index.ts'
import { readingsOf } from '../../src/masking/readings.ts'
import { Search } from '../../src/masking/search.ts'

const units = [
  ...['a', '%', '%25', '%2525', '%61', '\\', '\\\\', '\\x61', '\\\\u0061', "'", '"', '\n', ' \n', '\\n', '\\\n'],
  ...['&', '&amp;', '&#37;', '+', '$', '~1', '\r', 'AAAA', 'a%61', `'"'"'`, "'\\''", '\\xc3\\xa9', '\\u005c'],
]
const values = [
  `${'a'.repeat(3999)}b`,
  `${'a'.repeat(40)}b`,
  '%'.repeat(8),
  '%'.repeat(2000),
  '\\'.repeat(12),
  `'"`.repeat(8),
  "'".repeat(9),
  `${'a%61'.repeat(100)}z`,
  `a${' '.repeat(800)}b`,
  `${'a\n'.repeat(400)}b`,
  '$'.repeat(30),
  `${'\0'.repeat(3000)}b`,
]

/** Where forms of 4,000 characters are followed from all places at once, in 125 steps a character; others take a few. */
const mostStepsPerCharacter = 1000

describe('the steps of a search', () => {
  const stepsOf = (unit: string, length: number) => {
    const search = new Search()
    for (const value of values) search.add(value)
    const readings = readingsOf(unit.repeat(Math.ceil(length / unit.length)))
    search.find(readings)
    return search.work.steps + readings.count
  }

  test.each(units)('grow with the text, whatever it is and the values are: %j', (unit) => {
    const length = 6_000
    expect(stepsOf(unit, length)).toBeLessThan(length * mostStepsPerCharacter)
    expect(stepsOf(unit, 2 * length)).toBeLessThan(2 * length * mostStepsPerCharacter)
  })

  test('are a few for a character of a text that holds nothing, however many values are known', () => {
    const search = new Search()
    for (let index = 0; index < 2000; index++) search.add(`value-${index}-${'x'.repeat(index % 40)}`)
    const text = 'INFO pod/web-1 http request "GET /api/v1/items?page=1" status=200\n'.repeat(100)
    search.find(readingsOf(text))
    expect(search.work.steps).toBeLessThan(4 * text.length)
  })
})

describe('a form that is followed from all places at once', () => {
  const said = ['a', '%', '6', '1', '\\', 'b', '%61', '\\\\', '%25', "'", "''", '\n', ' ', '😀', '\\\n', '%F0%9F%98%80']
  let state = 20261129
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const some = (count: number, from: readonly string[]) =>
    Array.from({ length: count }, () => from[below(from.length)] ?? '').join('')

  test('stands where it does when it is followed from each', () => {
    let count = 0
    for (let round = 0; round < 400; round++) {
      const alphabet = Array.from({ length: 1 + below(3) }, () => said[below(said.length)] ?? '')
      const form = `${some(6 + below(30), alphabet)}${some(below(2), said)}`.trim()
      if (form.length < 6) continue
      const text = `${some(below(40), alphabet)}${below(2) === 0 ? form : encodeURIComponent(form)}${some(below(60), alphabet)}`
      const readings = readingsOf(text)
      const work = { steps: 0 }
      const heads = new Heads()
      heads.add(form.slice(0, 6))
      const one: { start: number; end: number }[] = []
      for (const { start } of heads.find(readings, work)) {
        const end = start < (one.at(-1)?.end ?? 0) ? -1 : endOf(form, readings, start, Number.POSITIVE_INFINITY, work)
        if (end !== undefined && end >= 0) one.push({ start, end })
      }
      expect(placesOf(form, readings, 0, work), JSON.stringify({ form, text })).toEqual(one)
      count += one.length
    }
    expect(count).toBeGreaterThan(200)
  })
})

test('what would take too long to search for is taken for the value to the end of the text', () => {
  const value = `${'a'.repeat(3999)}b`
  const text = `see ${'%61'.repeat(9000)} and ${value} end`
  const found = (search: Search) => {
    search.add(value)
    return search.find(readingsOf(text)).map(({ start, end }) => ({ start, end }))
  }
  expect(found(new Search())).toEqual([{ start: text.indexOf(value), end: text.length - ' end'.length }])
  const [{ start, end } = { start: Number.NaN, end: 0 }, ...others] = found(new Search(0))
  expect(others).toEqual([])
  expect(start).toBeLessThan(text.indexOf(value))
  expect(end).toBe(text.length)
})
