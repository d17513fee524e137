import { describe, expect, test } from 'vitest'
import { isSelected, podLabelsOf, selectorText } from '../../../src/kinds/rules/pod-selector.ts'
import { service } from '../../../src/kinds/service.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { made } from '../../support/kinds/assessed.ts'
import { pod } from '../../support/kinds/objects.ts'

describe('the pods of a Service', () => {
  test.each<[string, JsonObject, JsonObject | undefined]>([
    ['are selected by labels', { selector: { app: 'web' } }, { app: 'web' }],
    ['are not selected where the selector is empty', { selector: {} }, undefined],
    ['are not selected without one', {}, undefined],
    ['are not selected for an external name', { type: 'ExternalName', selector: { app: 'web' } }, undefined],
  ])('%s', (_how, spec, selector) => {
    expect(service.podSelector?.(made('v1', 'Service', {}, spec))).toEqual(selector)
  })

  test('have all the labels, and may have others', () => {
    const selector = { app: 'web', tier: 'front' }
    expect(isSelected(selector, { app: 'web', tier: 'front', version: '2' })).toBe(true)
    expect(isSelected(selector, { app: 'web' })).toBe(false)
    expect(isSelected(selector, { app: 'web', tier: 'back' })).toBe(false)
    expect(isSelected(selector, undefined)).toBe(false)
    expect(selectorText(selector)).toBe('app=web,tier=front')
  })
})

test('the labels of pods stand in the template of what makes them, or in the pod', () => {
  const template = { metadata: { labels: { app: 'web' } } }
  expect(podLabelsOf(made('apps/v1', 'Deployment', {}, { template }))).toEqual({ app: 'web' })
  expect(podLabelsOf(made('batch/v1', 'CronJob', {}, { jobTemplate: { spec: { template } } }))).toEqual({ app: 'web' })
  expect(podLabelsOf(pod({ running: {} }, { labels: { app: 'web' } }))).toEqual({ app: 'web' })
  expect(podLabelsOf(made('v1', 'ConfigMap'))).toBeUndefined()
})
