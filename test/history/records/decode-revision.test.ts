import { describe, expect, test } from 'vitest'
import { nextNumber, revisionsOf } from '../../../src/history/read-revisions.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { release, secret } from '../../support/history/stored.ts'
import { shapes } from '../../support/tampering/revision-shapes.ts'

const read = (...secrets: KubeObject[]) => revisionsOf(release, secrets)

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
