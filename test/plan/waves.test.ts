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
