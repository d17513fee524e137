import { expect, test } from 'vitest'
import { refOf } from '../../../../src/manifest/identity.ts'
import type { KubeObject, Manifest } from '../../../../src/manifest/types.ts'
import { noticesOfReplicas } from '../../../../src/workflow/planning/compare/replicas.ts'

function deployment(replicas?: number): KubeObject {
  const spec = replicas === undefined ? {} : { replicas }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec }
}

function item(object: KubeObject, sensitive: Manifest['sensitive'] = []) {
  const manifest: Manifest = { template: 'web.yaml', object, sensitive, placeOf: () => ({ file: 'web.yaml' }) }
  return { ref: refOf(object), manifest }
}

const mask = (text: string) => text.replace(/./g, '*')

test('replicas that an autoscaler sets are told beside those of the template', () => {
  const hpa = { name: 'web', isPruned: false }

  expect(noticesOfReplicas(item(deployment(2)), deployment(5), deployment(5), hpa, mask)).toEqual([
    {
      type: 'notice',
      message:
        'Deployment shop/web: spec.replicas stays at 5, because HorizontalPodAutoscaler web scales it; the template says 2',
    },
  ])
})

test('a warning tells what becomes of replicas that the template no longer sets', () => {
  expect(noticesOfReplicas(item(deployment()), deployment(5), deployment(1), undefined, mask)).toEqual([
    {
      type: 'warning',
      message: 'Deployment shop/web: spec.replicas changes from 5 to 1, because the template no longer sets it',
    },
  ])
})

test('replicas that the template sets, or that stay the default, need no word', () => {
  expect(noticesOfReplicas(item(deployment(2)), deployment(5), deployment(2), undefined, mask)).toEqual([])
  expect(noticesOfReplicas(item(deployment()), deployment(1), deployment(1), undefined, mask)).toEqual([])
})

test('sensitive replicas are masked', () => {
  const sensitive = [{ path: ['spec', 'replicas'] }] as unknown as Manifest['sensitive']
  const [notice] = noticesOfReplicas(item(deployment(7), sensitive), deployment(5), deployment(5), 'kept', mask)

  expect(notice?.message).not.toMatch(/\d/)
})
