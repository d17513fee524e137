import { describe, expect, test } from 'vitest'
import { nextNumber, revisionsOf } from '../../../src/history/read-revisions.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { recordOf, release, revision, secret } from '../../support/history/stored.ts'
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

test('a revision keeps objects as a template must not have them: with what the server wrote, and what earlier versions let through', () => {
  const adopted = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a', uid: '3f', resourceVersion: '12', managedFields: [] },
    spec: { ports: [{ port: 80, protocol: '' }] },
  } as unknown as KubeObject
  const recorded = { template: 'web.yaml', object: adopted, sensitive: [] }
  const encoded = recordOf(release, { ...revision(1), manifests: [recorded], adopted: [{ object: adopted }] })
  const { metadata } = secret(1)

  const [first] = read({
    ...encoded,
    metadata: { ...encoded.metadata, ...metadata, annotations: encoded.metadata['annotations'] },
  } as KubeObject)

  expect(first?.revision).toMatchObject({
    status: 'succeeded',
    manifests: [{ object: adopted }],
    adopted: [{ object: adopted }],
  })
})
