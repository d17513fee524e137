import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { noFields, writeFields } from '../../../src/plan/ownership/field-set.ts'
import { fieldsToTake, hasContent, putBodyOf } from '../../../src/plan/ownership/wanted.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const manifest = (spec: JsonObject): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'ns' },
  spec,
})
const port = (containerPort: number, protocol: string) =>
  `k:{"containerPort":${containerPort},"protocol":"${protocol}"}`

describe('the body that asks what an object should become', () => {
  it('has the manifest, what stays of others, and nothing of who yields or of nobody', () => {
    const live = deployment({ a: 1, theirs: 2, former: 3, nobodys: 4, replicas: 5 }, [
      entry('other', 'Update', { 'f:spec': { 'f:theirs': {}, 'f:a': {} } }),
      entry('helm', 'Update', { 'f:spec': { 'f:former': {}, 'f:replicas': {} } }),
    ])

    const body = putBodyOf(manifest({ a: 9 }), live, 'kdeploy', ({ manager }) => manager !== 'helm')

    expect(body['spec']).toEqual({ a: 9, theirs: 2 })
    expect(body.metadata).toEqual({ name: 'web', namespace: 'ns', uid: 'u', resourceVersion: '7' })
  })

  it("keeps finalizers and owners that nobody set, and not a former owner's", () => {
    const live = deployment({}, [entry('helm', 'Apply', { 'f:metadata': { 'f:finalizers': { 'v:"a"': {} } } })], {
      finalizers: ['a', 'kubernetes.io/pvc-protection'],
    })

    const isFormer = ({ manager }: { manager: string }) => manager === 'helm'
    const finalizers = (options: object) =>
      putBodyOf(manifest({}), live, 'kdeploy', () => false, options).metadata['finalizers']
    expect(finalizers({ isFormer })).toEqual(['kubernetes.io/pvc-protection'])
    // Also where all else that others set goes.
    expect(finalizers({})).toEqual(['a', 'kubernetes.io/pvc-protection'])
  })

  it('merges list items by their keys, a left-out protocol being TCP', () => {
    const live = deployment(
      {
        ports: [
          { containerPort: 53, protocol: 'TCP' },
          { containerPort: 53, protocol: 'UDP' },
        ],
      },
      [
        entry('other', 'Update', {
          'f:spec': { 'f:ports': { [port(53, 'UDP')]: { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } } },
        }),
      ],
    )

    expect(putBodyOf(manifest({ ports: [{ containerPort: 53 }] }), live, 'kdeploy', () => true)['spec']).toEqual({
      ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }],
    })
  })
})

describe('what kdeploy must own before it applies', () => {
  const fold = (live: KubeObject, wanted: JsonObject, desired: JsonObject) =>
    writeFields(fieldsToTake(live, manifest(wanted), manifest(desired)))

  it('is what is there, is wanted otherwise, and is not in the manifest', () => {
    const live = deployment({ type: 'RollingUpdate', rolling: { surge: 1 }, stays: true })
    expect(fold(live, { type: 'Recreate', stays: true }, { type: 'Recreate' })).toEqual({
      'f:spec': { 'f:rolling': { '.': {}, 'f:surge': {} } },
    })
  })

  it('is a value that the server would default otherwise', () => {
    const live = deployment({ egress: [{}], types: ['Ingress'] })
    expect(fold(live, { egress: [{}], types: ['Ingress', 'Egress'] }, { egress: [{}] })).toEqual({
      'f:spec': { 'f:types': {} },
    })
  })

  it('is an item of a list, by its keys, which a manifest with another protocol does not set', () => {
    const item = { '.': {}, 'f:containerPort': {}, 'f:protocol': {} }
    const shape = [entry('x', 'Update', { 'f:spec': { 'f:ports': { [port(53, 'UDP')]: item } } })]
    const live = deployment({ ports: [{ containerPort: 53, protocol: 'UDP' }] }, shape)
    expect(fold(live, { ports: [] }, { ports: [{ containerPort: 53 }] })).toEqual({
      'f:spec': { 'f:ports': { [port(53, 'UDP')]: item } },
    })
  })

  it('is nothing where all is as it should be, whatever the order of what is told apart by keys', () => {
    const shape = [entry('x', 'Apply', { 'f:spec': { 'f:env': { 'k:{"name":"a"}': { 'f:name': {} } } } })]
    const live = deployment({ env: [{ name: 'a' }, { name: 'b' }] }, shape)
    const wanted = manifest({ env: [{ name: 'b' }, { name: 'a' }] })
    expect(hasContent(live, wanted)).toBe(true)
    expect(fieldsToTake(live, wanted, wanted)).toEqual(noFields)
  })
})
