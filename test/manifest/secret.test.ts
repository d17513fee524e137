import { describe, expect, it } from 'vitest'
import { isBase64, isSecret, withStringDataAsData } from '../../src/manifest/secret.ts'
import { withoutServerFields } from '../../src/manifest/server-fields.ts'
import type { KubeObject } from '../../src/manifest/types.ts'

function secret(more: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, ...more }
}

describe('withStringDataAsData', () => {
  it('moves stringData to data, where it wins, as the server does', () => {
    const data = { a: 'MQ==', b: 'Mg==' }
    expect(withStringDataAsData(secret({ type: 'Opaque', data, stringData: { b: 'é', c: '' } }))).toEqual(
      secret({ type: 'Opaque', data: { a: 'MQ==', b: 'w6k=', c: '' } }),
    )
  })

  it('keeps a key that every JavaScript object has', () => {
    const stringData = JSON.parse('{"__proto__": "a", "constructor": "b"}')
    const moved = withStringDataAsData(secret({ stringData }))
    expect(Object.entries(moved['data'] ?? {})).toEqual([
      ['__proto__', 'YQ=='],
      ['constructor', 'Yg=='],
    ])
  })

  it('leaves what is no Secret as it is', () => {
    const object = { apiVersion: 'example.org/v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { a: 'b' } }
    expect(isSecret(object)).toBe(false)
    expect(withStringDataAsData(object)).toBe(object)
  })
})

describe('withoutServerFields', () => {
  it('keeps what a manifest decides', () => {
    const object = secret({
      metadata: { name: 'a', labels: { x: 'y' }, uid: '1', managedFields: [] },
      status: {},
      data: {},
    })
    expect(withoutServerFields(object)).toEqual(secret({ metadata: { name: 'a', labels: { x: 'y' } }, data: {} }))
    expect(object.metadata['uid']).toBe('1')
  })
})

it.each([
  ['', true],
  ['YQ==', true],
  ['YWI=', true],
  ['YW\r\nJj\n', true],
  ['YQ=', false],
  ['YQ', false],
  ['Y===', false],
  ['YQ==YQ==', false],
  ['YW-_', false],
  ['YW J', false],
])('%j is base64: %s', (text, expected) => {
  expect(isBase64(text)).toBe(expected)
})

it('takes a text of many megabytes', () => {
  expect(isBase64('YWJj'.repeat(3_000_000))).toBe(true)
})
