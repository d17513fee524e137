import { describe, expect, test } from 'vitest'
import type { Origin, Taint } from '../../../src/template/provenance.ts'
import { callMethod, getItem, slice } from '../../../src/template/python/access.ts'
import { PyDict } from '../../../src/template/python/dict.ts'
import { formatValue } from '../../../src/template/python/format-value.ts'
import { iterate } from '../../../src/template/python/iterate.ts'
import { concat, concatEscaped, escapeHtml } from '../../../src/template/python/markup.ts'
import type { PyValue } from '../../../src/template/python/object.ts'
import { add, eq, mod, mul } from '../../../src/template/python/operators.ts'
import { str } from '../../../src/template/python/show.ts'
import {
  derive,
  isText,
  joinText,
  markup,
  provenanceOf,
  RichText,
  sliceText,
  textOf,
  traced,
} from '../../../src/template/python/text.ts'
import { Tuple } from '../../../src/template/python/tuple.ts'

const secret: Taint = { source: 'Secret ns/db', key: 'password' }
const other: Taint = { source: 'Secret ns/db', key: 'user' }
const origin: Origin = { template: 't.yaml', line: 3, column: 5, expression: 'password' }
const tainted = traced('hunter2', undefined, [secret])

/** The runs of a text that carry a taint, as `text<key,key>`. */
function taintedRuns(value: PyValue): string[] {
  if (!isText(value)) throw new Error('no text')
  if (typeof value === 'string') return []
  return (value.spans ?? []).map(
    (span) => `${value.text.slice(span.start, span.end)}<${span.taints.map((taint) => taint.key).join(',')}>`,
  )
}

function call(self: PyValue, name: string, ...args: PyValue[]): PyValue {
  return callMethod('default', self, name, args)
}

describe('a tainted string stays tainted, in its place,', () => {
  test.each<[string, () => PyValue, string, string[]]>([
    ['through +', () => add('pw: ', tainted), 'pw: hunter2', ['hunter2<password>']],
    ['through ~', () => concat(['pw: ', tainted, 5]), 'pw: hunter25', ['hunter2<password>']],
    ['through %s', () => mod('<%s>', new Tuple([tainted])), '<hunter2>', ['hunter2<password>']],
    ['through %s with a width', () => mod('%9s|', tainted), '  hunter2|', ['hunter2<password>']],
    ['through %.3s', () => mod('%.3s', tainted), 'hun', ['hun<password>']],
    ['through format', () => call('{:>9}|{0}', 'format', tainted), '', []],
    ['through a template that is tainted itself', () => mod(tainted, new Tuple([])), 'hunter2', ['hunter2<password>']],
    ['through slices', () => slice(tainted, 2, 4, null), 'nt', ['nt<password>']],
    ['through slices with a step', () => slice(tainted, null, null, -1), '2retnuh', ['2retnuh<password>']],
    ['through an item', () => getItem('default', tainted, -1), '2', ['2<password>']],
    ['through *', () => mul(tainted, 2), 'hunter2hunter2', ['hunter2hunter2<password>']],
    ['through join', () => call(', ', 'join', ['a', tainted]), 'a, hunter2', ['hunter2<password>']],
    ['through strip', () => call(add(' ', tainted), 'strip'), 'hunter2', ['hunter2<password>']],
    ['through replace', () => call('a-b', 'replace', '-', tainted), 'ahunter2b', ['hunter2<password>']],
    ['through center', () => call(tainted, 'center', 9), ' hunter2 ', ['hunter2<password>']],
    ['through zfill', () => call(tainted, 'zfill', 9), '00hunter2', ['hunter2<password>']],
    ['through expandtabs', () => call(add('\t', tainted), 'expandtabs', 2), '  hunter2', ['hunter2<password>']],
    ['through translate', () => call(tainted, 'translate', new PyDict()), 'hunter2', ['hunter2<password>']],
    ['through escaping', () => escapeHtml(add('<', tainted)), '&lt;hunter2', ['hunter2<password>']],
    ['through Markup', () => add(markup('<b>'), tainted), '<b>hunter2', ['hunter2<password>']],
    ['through str of Markup', () => str(add(markup('<b>'), tainted)), '<b>hunter2', ['hunter2<password>']],
  ])('%s', (title, make, text, runs) => {
    if (title === 'through format') {
      expect(() => make()).toThrow('cannot switch')
      return
    }
    const result = make()
    expect(isText(result) && textOf(result)).toBe(text)
    expect(taintedRuns(result)).toEqual(runs)
  })

  test('through split, partition and iteration', () => {
    const parts = call(joinText(['a,', tainted, ',b']), 'split', ',')
    expect(Array.isArray(parts) && parts.map(taintedRuns)).toEqual([[], ['hunter2<password>'], []])
    const around = call(joinText(['a=', tainted]), 'partition', '=')
    expect(around instanceof Tuple && taintedRuns(around.items[2] ?? null)).toEqual(['hunter2<password>'])
    expect(taintedRuns(iterate(tainted).next().value)).toEqual(['h<password>'])
  })

  test('through format with widths', () => {
    expect(taintedRuns(call('{:>9}|{}', 'format', tainted, 'x'))).toEqual(['hunter2<password>'])
    expect(taintedRuns(call('{a[b]}', 'format_map', PyDict.of([['a', PyDict.of([['b', tainted]])]])))).toEqual([
      'hunter2<password>',
    ])
    expect(taintedRuns(formatValue(tainted, '.2'))).toEqual(['hu<password>'])
  })
})

describe('what has no places of its own taints the whole result', () => {
  test.each<[string, () => PyValue]>([
    ['upper', () => call(add('a', tainted), 'upper')],
    ['title', () => call(add('a', tainted), 'title')],
    ['str of a list', () => str([1, tainted])],
    ['str of a dict in a tuple', () => str(new Tuple([PyDict.of([['k', tainted]])]))],
    ['str of a dict with a tainted key', () => str(PyDict.of([[tainted, 1]]))],
    ['%r', () => mod('%r', tainted)],
    ['!r', () => call('{!r}', 'format', tainted)],
    ['encode and decode', () => call(call(add('a', tainted), 'encode'), 'decode')],
    ['unescape', () => call(markup(tainted), 'unescape')],
    ['derive', () => derive('x', [tainted])],
    ['the repr of a bound method', () => str(getItem('default', tainted, 'upper'))],
  ])('%s', (_title, make) => {
    const result = make()
    if (!isText(result)) throw new Error('no text')
    expect(taintedRuns(result)).toEqual([`${textOf(result)}<password>`])
  })

  test('str of a view', () => {
    const view = call(PyDict.of([['k', tainted]]), 'values')
    expect(provenanceOf(view)?.taints).toEqual([secret])
    expect(taintedRuns(str(view))).toHaveLength(1)
  })
})

test('lengths, comparisons and numbers carry no taint', () => {
  expect(eq(tainted, 'hunter2')).toBe(true)
  expect(call(tainted, 'count', 'n')).toBe(1)
  expect(call(tainted, 'startswith', 'h')).toBe(true)
})

test('a result has each taint of its inputs once, and the first origin', () => {
  const first = traced('a', origin, [secret])
  const second = traced('b', undefined, [other, secret])
  expect(provenanceOf([first, [second]])).toEqual({ origin, taints: [secret, other] })
  expect(provenanceOf(['plain', 5, null])).toBeNull()
})

test('provenance of a container that holds itself ends', () => {
  const list: PyValue[] = [tainted]
  list.push(list)
  expect(provenanceOf(list)?.taints).toEqual([secret])
})

test('tracing keeps what a text knew already', () => {
  const twice = traced(joinText(['x', tainted, 'y']), origin, [other])
  expect(taintedRuns(twice)).toEqual(['x<user>', 'hunter2<password,user>', 'y<user>'])
})

test('neighbours of one provenance become one span', () => {
  const both = joinText([tainted, tainted])
  expect(both instanceof RichText && both.spans).toEqual([{ start: 0, end: 14, origin: undefined, taints: [secret] }])
})

test('plain strings stay primitives', () => {
  expect(add('a', 'b')).toBe('ab')
  expect(derive('x', 'a', ['b'])).toBe('x')
  expect(joinText(['a', 'b'], '-')).toBe('a-b')
  expect(sliceText('abc', 1)).toBe('bc')
  expect(sliceText(joinText(['abc', tainted]), 0, 3)).toBe('abc')
})

test('~ escapes everything as soon as one value is Markup', () => {
  expect(concatEscaped(['<', 1])).toBe('<1')
  expect(textOf(concatEscaped(['<', markup('<b>')]))).toBe('&lt;<b>')
})
