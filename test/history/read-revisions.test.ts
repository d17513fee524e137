import { describe, expect, test } from 'vitest'
import { nextNumber, revisionsOf } from '../../src/history/read-revisions.ts'
import { noKeys } from '../../src/history/signing/keys.ts'
import type { KubeObject } from '../../src/manifest/types.ts'
import { recordOf, release, revision, secret } from '../support/history/stored.ts'

const read = (...secrets: KubeObject[]) => revisionsOf(release, secrets)

const shown = (secrets: readonly KubeObject[]) =>
  read(...secrets).map(({ revision: { number, status } }) => `${number} ${status}`)

describe('the number of a revision', () => {
  test.each([
    ['kdeploy-trading-prod-cthulu-b130761b-r0', 0],
    ['kdeploy-trading-prod-cthulu-b130761b-r007', 0],
    ['kdeploy-trading-prod-cthulu-b130761b-r1e3', 0],
    ['kdeploy-trading-prod-cthulu-b130761b-r-1', 0],
    ['kdeploy-trading-prod-cthulu-b130761b-r9007199254740993', 0],
    ['kdeploy-trading-prod-cthulu-b130761b', 0],
    ['somebody-else-r5', 0],
    ['kdeploy-trading-prod-cthulu-b130761b-r999999999', 999_999_999],
  ])('is what its name %s says, however it is labelled', (name, number) => {
    const { metadata, ...rest } = secret(2)

    expect(read({ ...rest, metadata: { ...metadata, name } })[0]?.revision).toMatchObject({
      number,
      status: 'unreadable',
    })
  })

  test('of the next one is above all that can be read and taken by none', () => {
    const unreadable = (number: number) => ({ ...secret(number), data: {} })

    expect(nextNumber(release, read())).toBe(1)
    expect(nextNumber(release, read(secret(1), secret(6)))).toBe(7)
    expect(nextNumber(release, read(secret(6), unreadable(7), unreadable(8), unreadable(999_999_999)))).toBe(9)
    expect(nextNumber(release, read(unreadable(7), unreadable(9), unreadable(999_999_999)))).toBe(10)
    expect(() => nextNumber(release, read(secret(999_999_999)))).toThrow(/already has revision \d+, the highest number/)
  })
})

describe('the order of revisions', () => {
  test('is by number', () => {
    expect(shown([secret(10), secret(2), secret(9)])).toEqual(['2 succeeded', '9 succeeded', '10 succeeded'])
  })

  test('leaves one that came after all others and cannot be read the newest', () => {
    expect(shown([{ ...secret(3), data: {} }, secret(2)])).toEqual(['2 succeeded', '3 unreadable'])
  })

  test('has one that cannot be read where it was made, whatever its number', () => {
    expect(shown([{ ...secret(900, 1), data: {} }, secret(2), secret(3)])).toEqual([
      '2 succeeded',
      '900 unreadable',
      '3 succeeded',
    ])
  })
})

describe('what is read once', () => {
  const again = (secrets: readonly KubeObject[], known: Parameters<typeof revisionsOf>[4]) =>
    revisionsOf(release, secrets, null, noKeys, known)

  test('is a manifest that several revisions have', () => {
    const withManifests = (number: number, ...texts: string[]) => {
      const manifests = texts.map((k) => {
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: k }, data: { k: `[1,2] "],[" ${k}` } }
        return { template: 'web.yaml', object, sensitive: [] }
      })
      const { data } = recordOf(release, { ...revision(number), manifests })
      return { ...secret(number), data: data as KubeObject['data'] } as KubeObject
    }
    const [first, second] = read(withManifests(1, 'a', 'b'), withManifests(2, 'a', 'c', 'b'))

    const names = (one: typeof first) => one?.revision.manifests.map(({ object }) => object.metadata.name)
    expect([names(first), names(second)]).toEqual([
      ['a', 'b'],
      ['a', 'c', 'b'],
    ])
    expect(first?.revision.manifests[0]).toBe(second?.revision.manifests[0])
    expect(first?.revision.manifests[1]).toBe(second?.revision.manifests[2])
  })

  test('is a Secret that is as it was', () => {
    const known = read(secret(1), secret(2))
    const { metadata, ...rest } = secret(2)
    const written = { ...rest, metadata: { ...metadata, resourceVersion: '8' } }
    const made = { ...rest, metadata: { ...metadata, uid: 'other' } }

    expect(again([secret(1), secret(2)], known).map(({ revision }) => revision)).toEqual(
      known.map(({ revision }) => revision),
    )
    expect(again([secret(1)], known)[0]?.revision).toBe(known[0]?.revision)
    expect(again([written], known)[0]?.revision).not.toBe(known[1]?.revision)
    expect(again([made], known)[0]?.revision).not.toBe(known[1]?.revision)
    expect(again([{ ...written, data: {} }], known)[0]?.revision.status).toBe('unreadable')
  })
})
