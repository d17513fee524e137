import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { nextNumber, revisionsOf } from '../../src/history/read-revisions.ts'
import { encodeRevision, type Revision } from '../../src/history/records/revision.ts'
import type { KubeObject } from '../../src/manifest/types.ts'
import { shapes } from '../support/tampering/revision-shapes.ts'

const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }

function revision(number: number): Revision {
  return {
    number,
    status: 'succeeded',
    createdAt: '2026-11-21T06:00:00.000Z',
    by: 'ada@laptop',
    command: 'apply',
    kdeployVersion: '0.1.0',
    manifests: [
      {
        template: 'web.yaml',
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: String(number) } },
        sensitive: [],
      },
    ],
  }
}

/** As the cluster has it. `made`: the second in which it took it. */
function secret(number: number, made = number): KubeObject {
  const encoded = encodeRevision(release, revision(number))
  const creationTimestamp = `2026-11-21T06:00:${String(made).padStart(2, '0')}Z`
  return { ...encoded, metadata: { ...encoded.metadata, creationTimestamp, resourceVersion: '7', uid: `u${number}` } }
}

const read = (...secrets: KubeObject[]) => revisionsOf(release, secrets)
const shown = (secrets: readonly KubeObject[]) =>
  read(...secrets).map(({ revision: { number, status } }) => `${number} ${status}`)

describe('a revision that was tampered with is unreadable and says why', () => {
  test.each(Object.entries(shapes))('%s', (_name, { tamper, because }) => {
    const tampered = tamper(secret(2))
    const [first, second] = read(secret(1), tampered)

    expect([first?.revision.status, second?.revision.status]).toEqual(['succeeded', 'unreadable'])
    expect(second?.revision).toMatchObject({ number: 2, manifests: [] })
    expect(second?.revision.reason).toContain(`can't be read as a revision: ${because}`)
    expect(nextNumber(release, read(secret(1), tampered))).toBe(3)
  })
})

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
    expect(() => nextNumber(release, read(secret(999_999_999)))).toThrow(/there is no higher number/)
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

describe('a history too large to be read at once', () => {
  test('loses its oldest revisions', () => {
    const large = (number: number) => {
      const manifests = [{ ...revision(number).manifests[0], object: bulky(number) }]
      return { ...secret(number), data: { ...(secret(number)['data'] as object), manifests: packed(manifests) } }
    }
    const history = read(large(1), large(2), large(3))

    expect(history.map(({ revision: { status } }) => status)).toEqual(['unreadable', 'succeeded', 'succeeded'])
    expect(history[0]?.revision.reason).toMatch(/its manifests unpack to more than \d+ MiB, after newer revisions/)
  })
})

function bulky(number: number): KubeObject {
  return { ...(revision(number).manifests[0]?.object as KubeObject), data: { k: 'x'.repeat(20 * 1024 * 1024) } }
}

function packed(value: object): string {
  return gzipSync(JSON.stringify(value)).toString('base64')
}
