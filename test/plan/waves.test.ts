import { expect, test } from 'vitest'
import type { Json, KubeObject } from '../../src/manifest/types.ts'
import { inWaves, waveProblems } from '../../src/plan/waves.ts'

const item = (kind: string, group = '', wave?: string) => ({
  ref: { group, version: 'v1', kind, namespace: 'a', name: kind },
  desired: object(kind, wave),
})

const object = (kind: string, wave?: Json): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name: `${kind}${wave ?? ''}`,
    ...(wave === undefined ? {} : { annotations: { 'kdeploy.dev/wave': wave } }),
  },
})

test('an object is written after everything that it may refer to', () => {
  const items = [
    item('Deployment', 'apps'),
    item('ReplicationController'),
    item('Service'),
    item('Widget', 'example.com'),
    item('ConfigMap'),
    item('RoleBinding', 'rbac.authorization.k8s.io'),
    item('CustomResourceDefinition', 'apiextensions.k8s.io'),
    item('Namespace'),
  ]

  const waves = inWaves(items).map((wave) => wave.map(({ ref }) => ref.kind))

  expect(waves).toEqual([
    ['Namespace'],
    ['CustomResourceDefinition'],
    ['RoleBinding'],
    ['ConfigMap'],
    ['Service', 'Widget'],
    ['Deployment', 'ReplicationController'],
  ])
})

test('within a wave the given order stays', () => {
  const waves = inWaves([item('Secret'), item('ConfigMap')])

  expect(waves.map((wave) => wave.map(({ ref }) => ref.kind))).toEqual([['Secret', 'ConfigMap']])
})

test('the annotation orders objects of the same built-in wave, and never moves one to another', () => {
  const items = [
    item('Job', 'batch', '1'),
    item('Deployment', 'apps'),
    item('Service', '', '-5'),
    item('Job', 'batch', '-1'),
    item('Pod', '', '0'),
    item('ConfigMap', '', '7'),
  ]

  const waves = inWaves(items).map((wave) => wave.map(({ desired }) => desired.metadata.name))

  expect(waves).toEqual([['ConfigMap7'], ['Service-5'], ['Job-1'], ['Deployment', 'Pod0'], ['Job1']])
})

test('a webhook configuration comes after the workloads that serve it, and before what its annotation puts behind it', () => {
  const named = (kind: string, name: string, group: string, content: object, wave?: string) => {
    const { ref, desired } = item(kind, group, wave)
    return { ref: { ...ref, name }, desired: { ...desired, ...content, metadata: { ...desired.metadata, name } } }
  }
  const rules = [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['widgets'] }]
  const hook = (name: string) => ({
    webhooks: [{ name, clientConfig: { service: { namespace: 'a', name } }, rules }],
  })
  const group = 'admissionregistration.k8s.io'
  const items = [
    named('ValidatingWebhookConfiguration', 'own', group, hook('own')),
    named('ValidatingWebhookConfiguration', 'foreign', group, hook('foreign')),
    named('Service', 'own', '', { spec: { selector: { app: 'own' } } }),
    named('Deployment', 'own', 'apps', { spec: { template: { metadata: { labels: { app: 'own' } } } } }),
    named('Widget', 'early', 'example.com', {}),
    named('Widget', 'late', 'example.com', {}, '1'),
    named('ConfigMap', 'unrelated', '', {}, '1'),
  ]
  const order = (given: typeof items, all?: typeof items) =>
    inWaves(given, all).map((wave) => wave.map(({ ref }) => ref.name))

  expect(order(items)).toEqual([['unrelated'], ['foreign', 'own', 'early'], ['own'], ['own'], ['late']])
  expect(order(items.slice(0, 1).concat(items.slice(4, 6)), items)).toEqual([['early'], ['own'], ['late']])
})

test('a wave that is no whole number is invalid, at its line', () => {
  const manifest = (wave: Json) => ({
    object: object('ConfigMap', wave),
    template: 'a.yaml',
    placeOf: (path: readonly (string | number)[]) => ({ file: path.join('/') }),
    sensitive: [],
  })

  const problems = ['1', '-1', 'first', '1.5', 2].map((wave) => waveProblems([manifest(wave)]).map(({ code }) => code))

  expect(problems).toEqual([[], [], ['wave-invalid'], ['wave-invalid'], ['wave-invalid']])
  expect(waveProblems([manifest('x')])[0]?.place?.file).toBe('metadata/annotations/kdeploy.dev/wave')
})
