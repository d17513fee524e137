import { expect, test } from 'vitest'
import { rewrittenIn } from '../../src/variables/rewritten.ts'
import { mapNode, toNode } from '../../src/variables/tree.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { simpleEngine } from '../support/variables/simple-engine.ts'

function rewritten(text: string) {
  const [document] = readDocuments(text, 'a.yaml')
  if (document === undefined) throw new Error('no document')
  const node = toNode(document.value, {
    by: (path) => ({ label: 'a.yaml', place: undefined, written: document.plainText(path) }),
    isFloat: (path) => document.isFloat(path),
  })
  return rewrittenIn(node.kind === 'map' ? node : mapNode([], node.by), simpleEngine)
}

test('a value that is read as another text is found by its name, wherever it stands', () => {
  const found = rewritten('{a: {b: [1, 0x10]}, tag: "1.10", c: 1_000, d: true, e: 12, f: "yes"}')
  expect(found.map(({ name, written, printed }) => [name, written, printed])).toEqual([['a.b[1]', '0x10', '16']])
})

test('its tree has what is written in its place, and all else as before', () => {
  const [one] = rewritten('{a: [0x10], b: 2}')
  const list = one?.asWritten.entries.get('a')
  expect(list?.kind === 'list' && list.items[0]).toMatchObject({ value: '0x10', template: false })
  expect(one?.asWritten.entries.get('b')).toMatchObject({ value: 2 })
})
