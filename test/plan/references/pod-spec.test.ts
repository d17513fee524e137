import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { manifest, named, places, pod } from '../../support/plan/references.ts'

const key = (name: string) => ({ name, key: 'k' })
const container = (fields: JsonObject) => ({ containers: [{ name: 'app', ...fields }] })
const env = (valueFrom: JsonObject) => container({ env: [{ name: 'A', valueFrom }] })
const volume = (fields: JsonObject) => ({ volumes: [{ name: 'v', ...fields }] })

describe('what a pod names', () => {
  it.each<[string, JsonObject, string[]]>([
    ['a variable from a Secret', env({ secretKeyRef: key('s') }), ['Secret ns/s: key k']],
    ['a variable from a ConfigMap', env({ configMapKeyRef: key('c') }), ['ConfigMap ns/c: key k']],
    ['a variable from an optional Secret', env({ secretKeyRef: { ...key('s'), optional: true } }), []],
    ['a variable from an optional ConfigMap', env({ configMapKeyRef: { ...key('c'), optional: true } }), []],
    [
      'a variable that is marked as not optional',
      env({ secretKeyRef: { ...key('s'), optional: false } }),
      ['Secret ns/s: key k'],
    ],
    ['a variable from a field of the pod', env({ fieldRef: { fieldPath: 'metadata.name' } }), []],
    ['every key of a Secret', container({ envFrom: [{ secretRef: { name: 's' } }] }), ['Secret ns/s']],
    ['every key of a ConfigMap', container({ envFrom: [{ configMapRef: { name: 'c' } }] }), ['ConfigMap ns/c']],
    ['every key of optional ones', container({ envFrom: [{ configMapRef: { name: 'c', optional: true } }] }), []],
    ['no name', container({ envFrom: [{ secretRef: {} }, { configMapRef: { name: '' } }] }), []],
    ['a volume of a Secret', volume({ secret: { secretName: 's' } }), ['Secret ns/s']],
    [
      'items of a Secret',
      volume({
        secret: {
          secretName: 's',
          items: [
            { key: 'a', path: 'a' },
            { key: 'b', path: 'b' },
          ],
        },
      }),
      ['Secret ns/s: key a', 'Secret ns/s: key b'],
    ],
    ['items of an optional Secret', volume({ secret: { secretName: 's', optional: true, items: [{ key: 'a' }] } }), []],
    ['a volume of a ConfigMap', volume({ configMap: { name: 'c' } }), ['ConfigMap ns/c']],
    ['items of a ConfigMap', volume({ configMap: { name: 'c', items: [{ key: 'a' }] } }), ['ConfigMap ns/c: key a']],
    [
      'projected sources',
      volume({
        projected: {
          sources: [
            { secret: { name: 's', items: [{ key: 'a' }] } },
            { secret: { name: 'maybe', optional: true } },
            { configMap: { name: 'c' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt' }] } },
            { serviceAccountToken: { path: 'token' } },
            { downwardAPI: { items: [] } },
          ],
        },
      }),
      ['Secret ns/s: key a', 'ConfigMap ns/c'],
    ],
    [
      'the Secret of a CSI volume',
      volume({ csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } }),
      ['Secret ns/s'],
    ],
    ['the Secret of an Azure file share', volume({ azureFile: { secretName: 's', shareName: 'x' } }), ['Secret ns/s']],
    ['a claim', volume({ persistentVolumeClaim: { claimName: 'data' } }), ['PersistentVolumeClaim ns/data']],
    ['an ephemeral volume', volume({ ephemeral: { volumeClaimTemplate: { spec: {} } } }), []],
    [
      'other volumes',
      {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', hostPath: { path: '/' } },
        ],
      },
      [],
    ],
    ['image pull secrets', { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] }, ['Secret ns/a', 'Secret ns/b']],
    ['a service account', { serviceAccountName: 'robot' }, ['ServiceAccount ns/robot']],
    ['a service account by its old field', { serviceAccount: 'robot' }, ['ServiceAccount ns/robot']],
    ['both fields', { serviceAccountName: 'robot', serviceAccount: 'robot' }, ['ServiceAccount ns/robot']],
    ['the default service account', { serviceAccountName: 'default' }, []],
    ['a priority class', { priorityClassName: 'high' }, ['PriorityClass high']],
    ['a built-in priority class', { priorityClassName: 'system-node-critical' }, []],
    ['a runtime class', { runtimeClassName: 'gvisor' }, ['RuntimeClass gvisor']],
    [
      'claims of devices',
      {
        resourceClaims: [
          { name: 'a', resourceClaimName: 'gpu' },
          { name: 'b', resourceClaimTemplateName: 'gpus' },
        ],
      },
      ['ResourceClaim ns/gpu', 'ResourceClaimTemplate ns/gpus'],
    ],
    ['fields of another type', { containers: 'x', volumes: [1, null], imagePullSecrets: {}, priorityClassName: 7 }, []],
  ])('%s', (_what, spec, expected) => {
    expect(named(pod(spec))).toEqual(expected)
  })

  it('counts for init and ephemeral containers too', () => {
    const one = (name: string) => [{ name, env: [{ name: 'A', valueFrom: { secretKeyRef: key(name) } }] }]
    const spec = { initContainers: one('i'), containers: one('c'), ephemeralContainers: one('e') }
    expect(named(pod(spec))).toEqual(['Secret ns/i: key k', 'Secret ns/c: key k', 'Secret ns/e: key k'])
  })

  it.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['apps/v1', 'ReplicaSet'],
    ['batch/v1', 'Job'],
    ['v1', 'ReplicationController'],
  ])('counts for the template of %s %s', (apiVersion, kind) => {
    const spec = { template: { spec: { serviceAccountName: 'robot' } } }
    expect(named(manifest(apiVersion, kind, { spec }))).toEqual(['ServiceAccount ns/robot'])
  })

  it('counts for the template of a CronJob', () => {
    const spec = { jobTemplate: { spec: { template: { spec: { serviceAccountName: 'robot' } } } } }
    expect(named(manifest('batch/v1', 'CronJob', { spec }))).toEqual(['ServiceAccount ns/robot'])
  })

  it('does not count for a kind of the same name in another group', () => {
    const spec = { template: { spec: { serviceAccountName: 'robot' } } }
    expect(named(manifest('example.com/v1', 'Deployment', { spec }))).toEqual([])
  })

  it("leaves a StatefulSet's own claims out", () => {
    const claims = [{ name: 'data', persistentVolumeClaim: { claimName: 'replaced' } }]
    const spec = {
      serviceName: 'headless',
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
      template: { spec: { volumes: [...claims, { name: 'own', persistentVolumeClaim: { claimName: 'shared' } }] } },
    }
    expect(named(manifest('apps/v1', 'StatefulSet', { spec }))).toEqual([
      'PersistentVolumeClaim ns/shared',
      'Service ns/headless',
    ])
  })

  it('knows the field and its line', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ns}
spec:
  priorityClassName: high
  containers:
  - name: app
    env:
    - name: A
      valueFrom:
        secretKeyRef:
          name: db
          key: password
`
    expect(places(text)).toEqual([
      'spec.containers.0.env.0.valueFrom.secretKeyRef.key at templates/web.yaml:13',
      'spec.priorityClassName at templates/web.yaml:5',
    ])
  })
})
