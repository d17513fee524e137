import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { demandOf, excessOf } from '../../../src/plan/quota/quota.ts'
import { configMapRef, quota } from '../../support/plan/quota.ts'

describe('a quota', () => {
  const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }

  const two = [
    demandOf(configMapRef('a'), 'configmaps', null, object),
    demandOf(configMapRef('b'), 'configmaps', null, object),
  ]

  test('is exceeded by what several objects need together', () => {
    expect(excessOf([quota({ configmaps: '3', 'count/configmaps': '4' }, { configmaps: '2' })], two)).toEqual([
      {
        quota: 'team',
        resource: 'configmaps',
        used: 2,
        needed: 2,
        hard: 3,
        by: [configMapRef('a'), configMapRef('b')],
      },
    ])
  })

  test('that is exceeded already is none of a plan that needs nothing more', () => {
    const changed = [demandOf(configMapRef('a'), 'configmaps', object, object)]
    expect(excessOf([quota({ configmaps: '1' }, { configmaps: '5' })], changed)).toEqual([])
  })

  test('counts a LoadBalancer, its node ports and the Service itself', () => {
    const service: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }, { port: 443 }] },
    }
    const { amounts } = demandOf({ ...configMapRef('s'), kind: 'Service' }, 'services', null, service)
    expect(Object.fromEntries(amounts)).toEqual({
      'count/services': 1,
      services: 1,
      'services.loadbalancers': 1,
      'services.nodeports': 2,
    })
  })
})
