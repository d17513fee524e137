import { expect, test } from 'vitest'
import { alignColumns } from '../src/columns.ts'

test('each column is as wide as its widest cell', () => {
  expect(
    alignColumns([
      ['verb', 'resource', 'for'],
      ['get', 'deployments.apps', 'templates/web.yaml'],
    ]),
  ).toEqual(['verb  resource          for', 'get   deployments.apps  templates/web.yaml'])
})

test('a column is at least as wide as it should be', () => {
  expect(alignColumns([['a', 'b', 'c']], { least: [3, 0, 5] })).toEqual(['a    b  c'])
})

test('a row that ends early, or with an empty cell, has no blanks at its end', () => {
  expect(alignColumns([['a', 'long'], ['b'], ['c', '']])).toEqual(['a  long', 'b', 'c'])
})

test('cells may be measured in another way', () => {
  const widthOf = (text: string) => text.length * 2
  expect(
    alignColumns(
      [
        ['漢', '1'],
        ['字字', '2'],
      ],
      { widthOf },
    ),
  ).toEqual(['漢    1', '字字  2'])
})

test('no rows are no lines', () => {
  expect(alignColumns([])).toEqual([])
})
