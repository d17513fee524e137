import { expect, test } from 'vitest'
import { annotationOf, annotationsOf, labelsOf } from '../../src/manifest/annotations.ts'
import type { Json, KubeObject } from '../../src/manifest/types.ts'

function object(metadata: { [key: string]: Json }): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', ...metadata } }
}

test('annotations and labels are read as they are', () => {
  const web = object({ annotations: { 'kdeploy.dev/wave': '1' }, labels: { app: 'web' } })
  expect(annotationsOf(web)).toEqual({ 'kdeploy.dev/wave': '1' })
  expect(annotationOf(web, 'kdeploy.dev/wave')).toBe('1')
  expect(labelsOf(web)).toEqual({ app: 'web' })
})

test.each([
  ['none', object({})],
  ['null', object({ annotations: null, labels: null })],
  ['a list', object({ annotations: ['a'], labels: ['a'] })],
])('an object with %s instead has none', (_, web) => {
  expect(annotationsOf(web)).toEqual({})
  expect(annotationOf(web, 'constructor')).toBeUndefined()
  expect(labelsOf(web)).toEqual({})
})
