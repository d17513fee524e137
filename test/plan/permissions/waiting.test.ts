import { expect, test } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { needsOfWaiting } from '../../../src/plan/permissions/waiting.ts'

function applied(apiVersion: string, kind: string, content: Partial<KubeObject> = {}) {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return {
    ref: { group, version, kind, namespace: 'a', name: 'x' },
    plural: `${kind.toLowerCase()}s`,
    place: { file: 'x.yaml' },
    absent: false,
    desired: { apiVersion, kind, metadata: { name: 'x', namespace: 'a' }, ...content },
  }
}

const needed = (object: ReturnType<typeof applied>, stableFor = 0) =>
  needsOfWaiting([object], stableFor)
    .filter(({ isOptional }) => !isOptional)
    .map(({ verb, resource, names }) => [verb, resource, ...names].join(' '))

const wanted = (object: ReturnType<typeof applied>) =>
  needsOfWaiting([object], 0)
    .filter(({ isOptional }) => isOptional)
    .map(({ verb, resource }) => `${verb} ${resource}`)

test.for([
  ['apps/v1', 'Deployment', ['list deployments', 'watch deployments']],
  ['apps/v1', 'StatefulSet', ['list statefulsets', 'watch statefulsets']],
  ['apps/v1', 'DaemonSet', ['list daemonsets', 'watch daemonsets']],
  ['batch/v1', 'Job', ['list jobs', 'watch jobs']],
  ['v1', 'Pod', ['list pods', 'watch pods']],
  ['v1', 'ConfigMap', []],
  ['v1', 'Secret', []],
  ['rbac.authorization.k8s.io/v1', 'Role', []],
  ['v1', 'Service', []],
] as const)('a %s %s needs what it is watched by, for all names', ([apiVersion, kind, needs]) => {
  expect(needed(applied(apiVersion, kind))).toEqual(needs)
})

test('also what is waited for by what it says itself', () => {
  expect(needed(applied('v1', 'Service', { spec: { type: 'LoadBalancer' } }))).toEqual([
    'list services',
    'watch services',
  ])
  const rule = { metadata: { name: 'x', annotations: { 'kdeploy.dev/ready-when': '{.data.done}=true' } } }
  expect(needed(applied('v1', 'ConfigMap', rule))).toEqual(['list configmaps', 'watch configmaps'])
})

test('what explains why something is not ready is optional', () => {
  expect(wanted(applied('apps/v1', 'Deployment'))).toEqual([
    ...['list replicasets', 'watch replicasets', 'list pods', 'watch pods', 'list events', 'watch events'],
    ...['get pods/log', 'get nodes'],
  ])
  expect(wanted(applied('v1', 'ConfigMap'))).toEqual([])
  expect(wanted(applied('example.com/v1', 'Database'))).toEqual(['list databases', 'watch databases'])
})
