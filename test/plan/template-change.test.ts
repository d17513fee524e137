import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { describeTemplateChange, rendersTemplate } from '../../src/plan/template-change.ts'

function workload(template: JsonObject): KubeObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { template } }
}

const template = (image: string, more: JsonObject = {}, labels: JsonObject = { app: 'web' }): JsonObject => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', image, ...more }] },
})

describe('a change of a pod template is told', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['with both images', template('web:2'), template('web:1'), 'web:2 -> web:1'],
    [
      'with the names of other fields, whose values may be secret',
      template('web:2', { env: [{ name: 'PASSWORD', value: 'x' }] }),
      template('web:1', { env: [{ name: 'PASSWORD', value: 'y' }] }),
      'web:2 -> web:1; also spec.template.spec.containers[0].env[0].value',
    ],
    [
      'with how many more fields there are',
      template('web:1', {}, { app: 'web', a: '1', b: '1', c: '1', d: '1' }),
      template('web:1', {}, { app: 'web', a: '2', b: '2', c: '2', d: '2' }),
      'spec.template.metadata.labels.a, spec.template.metadata.labels.b, spec.template.metadata.labels.c and 1 more',
    ],
  ])('%s', (_, live, restored, expected) => {
    expect(describeTemplateChange(workload(live), restored)).toBe(expected)
  })
})

test.each<[string, JsonObject, JsonObject, boolean]>([
  ['the same', template('web:1'), template('web:1'), true],
  ['one with defaults', template('web:1'), template('web:1', { imagePullPolicy: 'Always' }), true],
  ['one with another image', template('web:1'), template('web:2'), false],
  ['one that lacks a field', template('web:1', { command: ['a'] }), template('web:1'), false],
  ['one with another list', template('web:1', { command: ['a'] }), template('web:1', { command: ['a', 'b'] }), false],
])('a manifest has a template: %s', (_, rendered, restored, expected) => {
  expect(rendersTemplate(workload(rendered), restored)).toBe(expected)
})

test('a manifest without a template has none', () => {
  expect(rendersTemplate({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, {})).toBe(false)
})
