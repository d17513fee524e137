import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/manifest/types.ts'
import { variablesIn } from '../../src/scaffold/variables.ts'

function workload(name: string, image: string, replicas?: number, kind = 'Deployment'): KubeObject {
  const template = { spec: { containers: [{ name: 'c', image }] } }
  const spec = { ...(replicas === undefined ? {} : { replicas }), template }
  return { apiVersion: 'apps/v1', kind, metadata: { name }, spec } as KubeObject
}

const autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
} as KubeObject

function values(...objects: KubeObject[]) {
  return Object.fromEntries(variablesIn(objects).map(({ name, value }) => [name, value]))
}

describe('the variables of objects', () => {
  test('are the tag of the only image and the only replicas, by plain names', () => {
    expect(values(workload('web', 'r:5000/a/web:1.2', 3))).toEqual({ image_tag: '1.2', replicas: 3 })
  })

  test('have the names of images and workloads where there are several', () => {
    expect(values(workload('web-a', 'x/web-a:1', 1), workload('b', 'x/b:2', 2))).toEqual({
      web_a_tag: '1',
      b_tag: '2',
      web_a_replicas: 1,
      b_replicas: 2,
    })
  })

  test('are one for an image that several workloads run', () => {
    const [variable] = variablesIn([workload('a', 'x:1'), workload('b', 'x:1')])

    expect(variable).toMatchObject({ name: 'image_tag', uses: [{ object: 0 }, { object: 1 }] })
  })

  test.each([
    ['an image of two tags', [workload('a', 'x:1'), workload('b', 'x:2')]],
    ['images that would have one name', [workload('a', 'q/x:1'), workload('b', 'r/x:2')]],
    ['an image without a tag, or by digest', [workload('a', 'x'), workload('b', `y:1@sha256:${'0'.repeat(64)}`)]],
    ['a name that is none of Jinja2', [workload('a', '9x:1'), workload('b', '8x:1')]],
    ['a kind without pods', [autoscaler]],
  ])('leave out %s', (_, objects) => {
    expect(values(...objects)).toEqual({})
  })

  test('leave out the replicas of what an autoscaler scales, and of other kinds', () => {
    expect(values(workload('web', 'x', 3), autoscaler)).toEqual({})
    expect(values(workload('web', 'x', 3, 'ReplicaSet'))).toEqual({})
  })
})
