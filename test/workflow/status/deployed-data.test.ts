import { expect, it } from 'vitest'
import type { Revision } from '../../../src/history/records/revision.ts'
import type { StoredRevision } from '../../../src/history/store.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { deployedData } from '../../../src/workflow/status/deployed-data.ts'

const ref = { group: '', version: 'v1', kind: 'Secret', namespace: 'shop', name: 'db' }

const secret = (url: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', namespace: 'shop' },
  stringData: { url },
})

interface Given {
  readonly number: number
  readonly object?: KubeObject
  readonly createdAt?: string
  readonly recordedAt?: string
  readonly facts?: Partial<Revision>
}

function stored({ number, object, createdAt, recordedAt, facts }: Given): StoredRevision {
  const time = `2026-11-29T${10 + number}:00:00Z`
  const manifests = object === undefined ? [] : [{ template: 'db.yaml', object, sensitive: [] }]
  const revision = { number, status: 'succeeded', createdAt: createdAt ?? time, manifests, ...facts } as Revision
  const metadata = { name: `r${number}`, creationTimestamp: recordedAt ?? time }
  return { revision, resourceVersion: '1', trust: 'unchecked', secret: { apiVersion: 'v1', kind: 'Secret', metadata } }
}

const data = (url: string) => ({ url: Buffer.from(url).toString('base64') })
const hour = (number: number) => Date.UTC(2026, 10, 29, number)

it('tells what each revision left, in the form of the API server', () => {
  const history = [
    stored({ number: 1, object: secret('a') }),
    stored({ number: 2 }),
    stored({ number: 3, object: secret('b') }),
  ]
  expect(deployedData(ref, history)).toEqual([
    { revision: 1, at: hour(11), data: data('a') },
    { revision: 2, at: hour(12), data: undefined },
    { revision: 3, at: hour(13), data: data('b') },
  ])
})

it('leaves out what wrote nothing, and goes by what was there where an object was not written', () => {
  const history = [
    stored({ number: 1, object: secret('a') }),
    stored({ number: 2, object: secret('b'), facts: { status: 'failed', untouched: true } }),
    stored({ number: 3, object: secret('c'), facts: { status: 'failed', unwritten: [0] } }),
  ]
  expect(deployedData(ref, history)).toMatchObject([
    { revision: 1, data: data('a') },
    { revision: 3, data: data('a') },
  ])
})

it('goes by the earlier of when the deploy began and when its record was made', () => {
  const early = '2026-11-29T09:00:00Z'
  const copied = stored({ number: 1, createdAt: early })
  const ahead = stored({ number: 2, createdAt: '2027-01-01T00:00:00Z' })
  const unreadable = stored({ number: 3, createdAt: '' })
  expect(deployedData(ref, [copied, ahead, unreadable]).map(({ at }) => at)).toEqual([hour(9), hour(12), hour(13)])
})
