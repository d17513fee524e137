import { describe, expect, test } from 'vitest'
import type { FieldPath, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import {
  formerContent,
  isNamedByContent,
  nameInTemplates,
  contentName as nameOf,
} from '../../../src/plan/references/content-name.ts'

const annotations = { 'kdeploy.dev/name-by-content': 'true' }

function object(kind: string, fields: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'app', namespace: 'shop', annotations, ...metadata }, ...fields }
}

function contentName(of: KubeObject, ...sensitive: readonly FieldPath[]): string {
  return nameOf({ object: of, sensitive: sensitive.map((path) => ({ path, texts: [], isKey: false })) })
}

describe('contentName', () => {
  test('is the same for the same content, in whatever order and beside whatever metadata', () => {
    const name = contentName(object('ConfigMap', { data: { a: '1', b: '2' } }))
    expect(name).toMatch(/^app-[0-9a-f]{10}$/)
    expect(
      contentName(object('ConfigMap', { data: { b: '2', a: '1' }, immutable: true }, { labels: { x: 'y' } })),
    ).toBe(name)
  })

  test.each<[string, JsonObject]>([
    ['a value', { data: { a: '2' } }],
    ['a key', { data: { b: '1' } }],
    ['binary data', { data: { a: '1' }, binaryData: { b: 'AA==' } }],
    ['the same as binary data', { binaryData: { a: '1' } }],
  ])('is another one for other content: %s', (_what, fields) => {
    expect(contentName(object('ConfigMap', fields))).not.toBe(contentName(object('ConfigMap', { data: { a: '1' } })))
  })

  test("takes a Secret's stringData for data, and its type for content", () => {
    const name = contentName(object('Secret', { stringData: { a: 'x' } }))
    expect(name).toMatch(/^app-[0-9a-f]{10}$/)
    expect(contentName(object('Secret', { data: { a: Buffer.from('x').toString('base64') } }))).toBe(name)
    expect(contentName(object('Secret', { stringData: { a: 'x' }, type: 'Opaque2' }))).not.toBe(name)
  })

  test.each<[FieldPath, boolean]>([
    [['data', 'a'], true],
    [['binaryData', 'b'], true],
    [['data'], true],
    [[], true],
    [['metadata', 'labels', 'data'], false],
  ])('salts the hash of a ConfigMap whose %j is sensitive: %s', (path, isSalted) => {
    const hashOf = (name: string) => contentName(object('ConfigMap', { data: { a: 'x' } }, { name }), path).slice(-10)
    expect(hashOf('one') !== hashOf('two')).toBe(isSalted)
  })

  test("makes another hash of the same content for each Secret's name, so that guesses serve for one of them", () => {
    const hashOf = (name: string) => contentName(object('Secret', { data: { a: 'eA==' } }, { name })).slice(-10)
    expect(hashOf('one')).not.toBe(hashOf('two'))
  })
})

test.each([
  ['ConfigMap', annotations, 'app-0123456789', 'app'],
  ['Secret', annotations, 'a-b-0123456789', 'a-b'],
  ['ConfigMap', annotations, 'app-1', undefined],
  ['ConfigMap', {}, 'app-0123456789', undefined],
  ['Deployment', annotations, 'app-0123456789', undefined],
])('%s with %j and the name %s is %s in templates', (kind, given, name, expected) => {
  expect(nameInTemplates(object(kind, {}, { annotations: given, name }))).toBe(expected)
  expect(isNamedByContent(object('ConfigMap', {}, { annotations: { 'kdeploy.dev/name-by-content': 'false' } }))).toBe(
    false,
  )
})

test('formerContent is the newest of the same kind, namespace and name in templates', () => {
  const live = (name: string, created: string, more: JsonObject = {}, kind = 'ConfigMap') => ({
    live: object(kind, {}, { name, creationTimestamp: `2026-01-0${created}T00:00:00Z`, ...more }),
  })
  const items = [
    live('app-aaaaaaaaaa', '1'),
    live('app-bbbbbbbbbb', '3'),
    live('app-cccccccccc', '2'),
    live('app-dddddddddd', '9', {}, 'Secret'),
    live('app-eeeeeeeeee', '9', { namespace: 'other' }),
    live('other-ffffffffff', '9'),
  ]
  expect(formerContent(object('ConfigMap', {}, { name: 'app-0123456789' }), items)).toBe(items[1])
  expect(formerContent(object('ConfigMap', {}, { name: 'new-0123456789' }), items)).toBeUndefined()
  expect(formerContent(object('ConfigMap', {}, { name: 'app' }), items)).toBeUndefined()
})
