import { describe, expect, it } from 'vitest'
import { refOf } from '../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import type { Change, Plan } from '../../../src/plan/types.ts'
import { describeChanges } from '../../../src/workflow/writing/describe-changes.ts'

function deployment(name: string, image: string, replicas = 2, more: readonly object[] = []): KubeObject {
  const containers = [{ name: 'app', image }, ...more]
  const spec = { replicas, template: { spec: { containers } } } as unknown as KubeObject['spec']
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' }, spec: spec ?? null }
}

const object = (kind: string, name: string): KubeObject => ({ apiVersion: 'v1', kind, metadata: { name } })

function change(live: KubeObject | null, merged: KubeObject, more: Partial<Change> = {}): Change {
  const manifest = { object: merged, template: 't', placeOf: () => ({ file: 't' }), sensitive: [] }
  const action = live === null ? 'create' : 'change'
  return { ref: refOf(merged), action, manifest, live, merged, desired: merged, ...more } as unknown as Change
}

function described(changes: readonly Change[], candidates: readonly object[] = [], masking = createMasking()) {
  return describeChanges({ changes, candidates } as unknown as Plan, masking)
}

describe('what a plan changes, in one line', () => {
  it('names images and replicas of workloads, and counts the rest by kind', () => {
    const changes = [
      change(deployment('web', 'r.io/web:1.4'), deployment('web', 'r.io/web:1.5', 3)),
      change(null, object('ConfigMap', 'a')),
      change(object('Secret', 'b'), object('Secret', 'b')),
      change(object('NetworkPolicy', 'c'), object('NetworkPolicy', 'c'), { action: 'recreate' }),
      change(object('NetworkPolicy', 'd'), object('NetworkPolicy', 'd'), { action: 'recreate' }),
      change(object('Service', 'e'), object('Service', 'e'), { action: 'unchanged' }),
      change(object('Service', 'f'), object('Service', 'f'), { action: 'adopt' }),
    ]
    const candidates = [
      { ref: refOf(object('Ingress', 'x')), fate: { kind: 'delete' } },
      { ref: refOf(object('PersistentVolumeClaim', 'y')), fate: { kind: 'orphan', reason: '' } },
      { ref: refOf(object('Job', 'z')), fate: { kind: 'keep', reason: '' } },
    ]

    expect(described(changes, candidates)).toBe(
      'web: image 1.4 → 1.5, replicas 2 → 3; +1 ConfigMap, -1 Ingress, 1 Secret changed, 2 NetworkPolicies recreated, 1 Service adopted, 1 PersistentVolumeClaim orphaned',
    )
  })

  it('says once what is the same in several', () => {
    const changes = ['a', 'b', 'c', 'd'].map((name) =>
      change(deployment(name, `r.io/${name}:1`), deployment(name, `r.io/${name}:2`)),
    )
    expect(described(changes)).toBe('a, b, c and 1 more: image 1 → 2')
  })

  it.each([
    ['r.io/web:1', 'r.io/web:2', 'image 1 → 2'],
    ['r.io/web:1', 'other.io/web:1', 'image r.io/web:1 → other.io/web:1'],
    ['web', 'web:2', 'image web → web:2'],
    [
      `web@sha256:${'a'.repeat(64)}`,
      `web@sha256:${'b'.repeat(64)}`,
      `image sha256:${'a'.repeat(12)} → sha256:${'b'.repeat(12)}`,
    ],
    [
      `web:1@sha256:${'a'.repeat(64)}`,
      `web:1@sha256:${'b'.repeat(64)}`,
      `image sha256:${'a'.repeat(12)} → sha256:${'b'.repeat(12)}`,
    ],
  ])('of %s and %s says what differs', (before, after, text) => {
    expect(described([change(deployment('web', before), deployment('web', after))])).toBe(`web: ${text}`)
  })

  it('names the container where only one of several has another image', () => {
    const proxy = { name: 'proxy', image: 'proxy:7' }
    const changes = [change(deployment('web', 'web:1', 2, [proxy]), deployment('web', 'web:2', 2, [proxy]))]
    expect(described(changes)).toBe('web: image of app 1 → 2')
  })

  it('is bounded, however much changes', () => {
    const changes = Array.from({ length: 3000 }, (_, index) =>
      change(deployment(`web-${index}`, `web:${index}`), deployment(`web-${index}`, `web:${index + 1}`)),
    )
    expect(described(changes)).toBe(
      'web-0: image 0 → 1; web-1: image 1 → 2; web-2: image 2 → 3; web-3: image 3 → 4; 2996 Deployments changed',
    )
  })

  it('is masked', () => {
    const masking = createMasking()
    masking.registerSecrets(['hunter2hunter2'])
    const after = deployment('web', 'web:7')
    const path = ['spec', 'template', 'spec', 'containers', 0, 'image']
    const manifest = {
      object: after,
      template: 't',
      placeOf: () => ({ file: 't' }),
      sensitive: [{ path, texts: ['7'], isKey: false }],
    }
    const changes = [change(deployment('web', 'web:hunter2hunter2'), after, { manifest } as Partial<Change>)]
    expect(described(changes, [], masking)).toBe('web: image (masked) → (masked)')
  })

  it('is nothing where nothing changes', () => {
    expect(described([change(object('Service', 'e'), object('Service', 'e'), { action: 'unchanged' })])).toBeUndefined()
  })
})
