import { describe, expect, test } from 'vitest'
import { diffSnapshot, forSnapshot, readSnapshot, writeSnapshot } from '../../src/expectations/snapshot.ts'
import { judged } from './judged.ts'

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n'
const secret =
  'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {b: hunter2-hunter2, a: other-secret-1}\n'
const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {z: "1", a: "yes"}\n'

const manifestsOf = (...texts: string[]) => judged(texts.join('---\n')).map(({ manifest }) => manifest)
const textOf = (...texts: string[]) => writeSnapshot(forSnapshot(manifestsOf(...texts)), 'all', 'prod_a')

describe('a snapshot', () => {
  test('is plain YAML, in an order that no template decides', () => {
    expect(textOf(service, config)).toBe(`# "all" (prod_a), written by kdeploy test --update
---
apiVersion: v1
data:
  a: "yes"
  z: "1"
kind: ConfigMap
metadata:
  name: web
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
`)
    expect(textOf(config, service)).toBe(textOf(service, config))
  })

  test('holds tokens in place of sensitive values, the same whatever was masked before', () => {
    const text = textOf(secret, config)

    expect(text).toContain('stringData:\n  a: "(masked 1)"\n  b: "(masked 2)"\n')
    expect(text).not.toMatch(/hunter2|other-secret/)
    expect(textOf(config, secret)).toBe(text)
    const turned = secret.replace('{b: hunter2-hunter2, a: other-secret-1}', '{a: other-secret-1, b: hunter2-hunter2}')
    expect(textOf(config, turned)).toBe(text)
  })

  test('is the same as what it was written from, whatever the order of its documents and keys', () => {
    const now = forSnapshot(manifestsOf(service, secret, config))
    const text = writeSnapshot(now, 'all', 'prod_a')
    const [heading = '', ...documents] = text.split('---\n')

    expect(diffSnapshot(readSnapshot(text, 'a.yaml'), now)).toEqual([])
    expect(diffSnapshot(readSnapshot([heading, ...documents.toReversed()].join('---\n'), 'a.yaml'), now)).toEqual([])
  })

  test('differs by field, with the template line', () => {
    const kept = readSnapshot(textOf(service, config), 'a.yaml')
    const [change, ...others] = diffSnapshot(kept, forSnapshot(manifestsOf(service.replace('80', '81'), config)))

    expect(others).toEqual([])
    expect(change).toMatchObject({ action: 'change', ref: { kind: 'Service', name: 'web' } })
    expect(change?.hunks).toMatchObject([
      {
        lines: [
          { kind: 'removed', text: 'port: 80' },
          { kind: 'added', text: 'port: 81' },
        ],
        place: { line: 14 },
      },
    ])
  })

  test.each([
    ['status: {replicas: 1}', 'status: {replicas: 2}'],
    ['status: {}', 'spec: {}'],
    ['spec: {limits: {cpu: 1000m}}', 'spec: {limits: {cpu: "1"}}'],
    ['metadata: {name: web, annotations: {deployment.kubernetes.io/revision: "1"}}', 'metadata: {name: web}'],
    ['spec: {a: null}', 'spec: {}'],
    ['spec: {ports: [{port: 1}, {port: 2}]}', 'spec: {ports: [{port: 2}, {port: 1}]}'],
    ['spec: {replicas: 1}', 'spec: {replicas: "1"}'],
  ])('shows what differs between %j and %j, in both directions', (one, other) => {
    const text = (part: string) =>
      `apiVersion: v1\nkind: Widget\n${part.startsWith('metadata') ? '' : 'metadata: {name: web}\n'}${part}\n`
    for (const [before, after] of [
      [one, other],
      [other, one],
    ]) {
      const kept = readSnapshot(textOf(text(before ?? '')), 'a.yaml')
      const [difference] = diffSnapshot(kept, forSnapshot(manifestsOf(text(after ?? ''))))
      expect(difference?.hunks.flatMap(({ lines }) => lines)).not.toEqual([])
    }
  })

  test('differs by what is new, and by what is gone', () => {
    const kept = readSnapshot(textOf(service), 'a.yaml')
    const differences = diffSnapshot(kept, forSnapshot(manifestsOf(config)))

    expect(differences.map(({ action, ref }) => `${action} ${ref.kind}`)).toEqual([
      'create ConfigMap',
      'delete Service',
    ])
  })

  test('shows no sensitive value where one differs in how many there are', () => {
    const kept = readSnapshot(textOf(secret), 'a.yaml')
    const differences = diffSnapshot(
      kept,
      forSnapshot(manifestsOf(secret.replace('other-secret-1', 'hunter2-hunter2'))),
    )

    expect(differences).toHaveLength(1)
    expect(JSON.stringify(differences)).not.toMatch(/hunter2|other-secret/)
  })

  test.each(['a: 1\n', '- apiVersion: v1\n', 'apiVersion: v1\nkind: Service\nmetadata: {}\n'])(
    'is refused where a document is %j',
    (text) => {
      expect(() => readSnapshot(`# head\n---\n${text}`, 'a.yaml')).toThrow('a.yaml is not a snapshot')
    },
  )

  test('is empty where its file says nothing', () => {
    expect(readSnapshot('# only a heading\n', 'a.yaml')).toEqual([])
  })
})
