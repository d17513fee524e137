import { describe, expect, it } from 'vitest'
import { stringifyJson } from '../../src/json.ts'
import type { FieldPath, JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { createMasking } from '../../src/masking/masking.ts'
import { maskObject } from '../../src/plan/masking/mask.ts'

function objectOf(kind: string, rest: JsonObject): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'web' }, ...rest }
}

const pod = (spec: JsonObject) => ({ spec: { template: { spec } } })

/** What a manifest says, which field of it is sensitive, and what the server makes of it. */
const copies: readonly (readonly [string, string, JsonObject, FieldPath, JsonObject, string, string])[] = [
  [
    'serviceAccount, of serviceAccountName',
    'Deployment',
    pod({ serviceAccountName: 'sa7', containers: [{ name: 'app', image: 'app' }] }),
    ['spec', 'template', 'spec', 'serviceAccountName'],
    pod({
      serviceAccountName: 'sa7',
      serviceAccount: 'sa7',
      containers: [{ name: 'app', image: 'app', imagePullPolicy: 'Always' }],
      dnsPolicy: 'ClusterFirst',
    }),
    'sa7',
    'sa7',
  ],
  [
    'targetPort, of port',
    'Service',
    { spec: { ports: [{ port: 7391 }] } },
    ['spec', 'ports', 0, 'port'],
    { spec: { ports: [{ port: 7391, targetPort: 7391, protocol: 'TCP' }], type: 'ClusterIP' } },
    '7391',
    '7391',
  ],
  [
    'dataSourceRef, of dataSource',
    'PersistentVolumeClaim',
    { spec: { dataSource: { kind: 'VolumeSnapshot', name: 's7' } } },
    ['spec', 'dataSource', 'name'],
    {
      spec: {
        dataSource: { kind: 'VolumeSnapshot', name: 's7' },
        dataSourceRef: { kind: 'VolumeSnapshot', name: 's7' },
        volumeMode: 'Filesystem',
      },
    },
    's7',
    's7',
  ],
  [
    'requests, of limits that the server writes in its own way',
    'Deployment',
    pod({ containers: [{ name: 'app', resources: { limits: { cpu: '0.7' } } }] }),
    ['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'cpu'],
    pod({ containers: [{ name: 'app', resources: { limits: { cpu: '700m' }, requests: { cpu: '700m' } } }] }),
    '700m',
    '0.7',
  ],
  [
    'clusterIPs, of clusterIP',
    'Service',
    { spec: { clusterIP: '10.0.0.7' } },
    ['spec', 'clusterIP'],
    { spec: { clusterIP: '10.0.0.7', clusterIPs: ['10.0.0.7'], internalTrafficPolicy: 'Cluster' } },
    '10.0.0.7',
    '10.0.0.7',
  ],
  [
    'claimRef and status, of anything',
    'PersistentVolumeClaim',
    { spec: { volumeName: 'v7', resources: { requests: { storage: '7Gi' } } } },
    ['spec', 'resources', 'requests', 'storage'],
    {
      spec: { volumeName: 'v7', resources: { requests: { storage: '7Gi' } } },
      status: { capacity: { storage: '7Gi' } },
    },
    '7Gi',
    '7Gi',
  ],
]

describe('a field that the server copied from a sensitive one is masked, however short:', () => {
  it.each(copies)('%s', (_title, kind, written, path, made, secret, text) => {
    const object = objectOf(kind, written)
    const model = { object, sensitive: [{ path, texts: [text], isKey: false }] }
    const masked = maskObject(objectOf(kind, made), [model], createMasking().mask)
    const tokens = stringifyJson(masked).match(/\(masked \d+\)/g) ?? []

    expect(leaves(masked)).not.toContain(secret)
    expect(tokens.length).toBeGreaterThanOrEqual(2)
    expect(new Set(tokens).size).toBe(1)
    // Nothing else is.
    const others = leaves(objectOf(kind, made)).filter((leaf) => leaf !== secret)
    expect(leaves(masked).filter((leaf) => !leaf.startsWith('(masked'))).toEqual(others)
  })

  it('shows what the template itself writes with the same text, and masks of a copy the sensitive part', () => {
    const object = objectOf('Deployment', pod({ serviceAccountName: 'app-k7', nodeName: 'k7', hostname: 'k7' }))
    const path = ['spec', 'template', 'spec', 'serviceAccountName']
    const live = pod({ serviceAccountName: 'app-k7', serviceAccount: 'app-k7', nodeName: 'k7', hostname: 'k7' })
    const model = { object, sensitive: [{ path, texts: ['k7'], isKey: false }] }

    expect(maskObject(objectOf('Deployment', live), [model], createMasking().mask)['spec']).toEqual(
      pod({
        serviceAccountName: 'app-(masked 1)',
        serviceAccount: 'app-(masked 1)',
        nodeName: 'k7',
        hostname: 'k7',
      }).spec,
    )
  })

  it('hides copies of a sensitive key', () => {
    const object = objectOf('Job', { spec: { labels: { k7: 'x' } } })
    const model = { object, sensitive: [{ path: ['spec', 'labels', 'k7'], texts: ['k7'], isKey: true }] }
    const live = { spec: { labels: { k7: 'x' }, selector: { matchLabels: { k7: 'x' } } } }

    expect(JSON.stringify(maskObject(objectOf('Job', live), [model], createMasking().mask))).not.toContain('k7')
  })
})

function leaves(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)]
}
