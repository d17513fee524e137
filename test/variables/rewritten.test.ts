import { expect, test } from 'vitest'
import type { Taint } from '../../src/template/provenance.ts'
import { asWritten, rewrittenIn } from '../../src/variables/rewritten.ts'
import { mapNode, toNode } from '../../src/variables/tree.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { simpleEngine } from '../support/variables/simple-engine.ts'

function rewritten(text: string, taint?: () => Taint) {
  const [document] = readDocuments(text, 'a.yaml')
  if (document === undefined) throw new Error('no document')
  const node = toNode(document.value, {
    by: (path) => ({ label: 'a.yaml', place: undefined, written: document.plainText(path) }),
    isFloat: (path) => document.isFloat(path),
    taint,
  })
  const root = node.kind === 'map' ? node : mapNode([], node.by)
  return { root, found: rewrittenIn(root, simpleEngine) }
}

test('a value that is read as another text is found by its name, wherever it stands', () => {
  const { found } = rewritten('{a: {b: [1, 0x10]}, tag: "1.10", c: 1_000, d: true, e: 12, f: "yes"}')
  expect(found.map(({ name, written, printed }) => [name, written, printed])).toEqual([['a.b[1]', '0x10', '16']])
})

test('what is written stands in its place, and all else is as before', () => {
  const { root, found } = rewritten('{a: [0x10], b: 2, c: 1e3}')
  const [first] = found
  const tree = asWritten(root, first === undefined ? [] : [first])
  const list = tree.entries.get('a')
  expect(list?.kind === 'list' && list.items[0]).toMatchObject({ value: '0x10', template: false })
  expect(tree.entries.get('b')).toMatchObject({ value: 2 })
  expect(tree.entries.get('c')).toMatchObject({ value: 1000 })
  expect(asWritten(root, found).entries.get('c')).toMatchObject({ value: '1e3' })
})

test('a value that is sensitive is none, as the warning would quote it', () => {
  expect(rewritten('{pin: 0123}').found).toHaveLength(1)
  expect(rewritten('{pin: 0123}', () => ({ source: 'Secret', key: 'pin' })).found).toEqual([])
})
