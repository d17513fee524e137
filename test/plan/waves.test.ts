import { expect, test } from 'vitest'
import { inWaves } from '../../src/plan/waves.ts'

const item = (kind: string, group = '') => ({ ref: { group, version: 'v1', kind, namespace: 'a', name: kind } })

test('an object is written after everything that it may refer to', () => {
  const items = [
    item('Deployment', 'apps'),
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
    ['Deployment'],
  ])
})

test('within a wave the given order stays', () => {
  const waves = inWaves([item('Secret'), item('ConfigMap')])

  expect(waves.map((wave) => wave.map(({ ref }) => ref.kind))).toEqual([['Secret', 'ConfigMap']])
})
