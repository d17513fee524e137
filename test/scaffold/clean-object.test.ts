import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/manifest/types.ts'
import { cleanObject } from '../../src/scaffold/clean-object.ts'

/** A live object of a kind, with what every live one has. */
function live(kind: string, content: object, metadata: object = {}): KubeObject {
  const written = {
    uid: 'u',
    resourceVersion: '1',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [],
  }
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'a', ...written, ...metadata },
    ...content,
    status: {},
  } as KubeObject
}

describe('a live object as a manifest', () => {
  test('has no status, and nothing of what the server, kubectl and controllers write into metadata', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'deployment.kubernetes.io/revision': '3',
      team: 'a',
    }

    expect(cleanObject(live('ConfigMap', { data: { a: '1' } }, { annotations, finalizers: ['x'] }))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', annotations: { team: 'a' } },
      data: { a: '1' },
    })
  })

  test('keeps the annotation of a restart in its pods, without which they would be replaced', () => {
    const metadata = { creationTimestamp: null, annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } }

    expect(cleanObject(live('Deployment', { spec: { template: { metadata } } }))['spec']).toEqual({
      template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } } },
    })
  })

  test('has no addresses and ports that a Service was given, but stays headless', () => {
    const ports = [{ port: 80, targetPort: 80, protocol: 'TCP', nodePort: 30001 }]
    const spec = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], healthCheckNodePort: 1, ports, type: 'NodePort' }

    expect(cleanObject(live('Service', { spec }))['spec']).toEqual({ type: 'NodePort', ports: [{ port: 80 }] })
    expect(cleanObject(live('Service', { spec: { clusterIP: 'None' } }))['spec']).toEqual({ clusterIP: 'None' })
  })

  test('keeps the address and the ports that somebody set', () => {
    const chosen = {
      'f:spec': { 'f:clusterIP': {}, 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:nodePort': {} } } },
    }
    const managedFields = [{ manager: 'kubectl', operation: 'Update', apiVersion: 'v1', fieldsV1: chosen }]
    const ports = [
      { port: 80, protocol: 'TCP', nodePort: 30001 },
      { port: 81, protocol: 'TCP', nodePort: 30002 },
    ]
    const service = live('Service', { spec: { clusterIP: '10.0.0.1', ports } }, { managedFields })

    expect(cleanObject(service)['spec']).toEqual({
      clusterIP: '10.0.0.1',
      ports: [{ port: 80, nodePort: 30001 }, { port: 81 }],
    })
  })

  test('has no selector and labels that a Job chose itself', () => {
    const labels = { 'batch.kubernetes.io/controller-uid': 'u', 'job-name': 'a', own: 'x' }
    const spec = { selector: {}, template: { metadata: { labels }, spec: { restartPolicy: 'Never' } } }

    expect(cleanObject(live('Job', { spec }))['spec']).toEqual({
      template: { metadata: { labels: { own: 'x' } }, spec: { restartPolicy: 'Never' } },
    })
    expect(cleanObject(live('Job', { spec: { ...spec, manualSelector: true } }))['spec']).toMatchObject({
      selector: {},
    })
  })

  test('has no kind and status in the templates of its claims', () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'd' },
      status: { phase: 'Pending' },
    }

    expect(cleanObject(live('StatefulSet', { spec: { volumeClaimTemplates: [claim] } }))['spec']).toEqual({
      volumeClaimTemplates: [{ metadata: { name: 'd' } }],
    })
  })

  test('has no token that a ServiceAccount was given', () => {
    const secrets = [{ name: 'a-token-x7k2p' }, { name: 'own' }]

    expect(cleanObject(live('ServiceAccount', { secrets }))['secrets']).toEqual([{ name: 'own' }])
    expect(cleanObject(live('ServiceAccount', { secrets: secrets.slice(0, 1) }))).not.toHaveProperty('secrets')
  })

  test('has no volume that its claim is bound to', () => {
    expect(cleanObject(live('PersistentVolumeClaim', { spec: { volumeName: 'pv', accessModes: [] } }))['spec']).toEqual(
      {
        accessModes: [],
      },
    )
  })

  test('leaves out values that are defaults, and keeps those that are not', () => {
    const container = {
      name: 'c',
      imagePullPolicy: 'Never',
      terminationMessagePath: '/dev/termination-log',
      resources: {},
      readinessProbe: { periodSeconds: 10, timeoutSeconds: 5, httpGet: { port: 80, scheme: 'HTTP' } },
    }
    const spec = {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        spec: { containers: [container], dnsPolicy: 'ClusterFirst', volumes: [{ name: 'e', emptyDir: {} }] },
      },
    }

    expect(cleanObject(live('Deployment', { spec }))['spec']).toEqual({
      template: {
        spec: {
          containers: [
            { name: 'c', imagePullPolicy: 'Never', readinessProbe: { timeoutSeconds: 5, httpGet: { port: 80 } } },
          ],
          volumes: [{ name: 'e', emptyDir: {} }],
        },
      },
    })
  })

  test('keeps data whose names are those of fields with defaults', () => {
    const data = { protocol: 'TCP', type: 'ClusterIP' }

    expect(cleanObject(live('ConfigMap', { data }))['data']).toEqual(data)
    expect(cleanObject(live('Deployment', { spec: { selector: { matchLabels: data } } }))['spec']).toEqual({
      selector: { matchLabels: data },
    })
  })
})
