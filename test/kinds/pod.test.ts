import { expect, test } from 'vitest'
import { pod as podKind } from '../../src/kinds/pod.ts'
import { children, NOW, pod, readyPod, terminated, waiting } from '../support/kinds/objects.ts'

test('a Pod is ready by its condition', () => {
  expect(podKind.assess(readyPod(), children(), NOW).state).toBe('ready')
})

test('a Pod that succeeded is ready', () => {
  expect(podKind.assess(pod(terminated(0), { status: { phase: 'Succeeded' } }), children(), NOW).state).toBe('ready')
})

test('a Pod that failed is failed', () => {
  expect(podKind.assess(pod(terminated(1), { status: { phase: 'Failed' } }), children(), NOW).state).toBe('failed')
})

test('a Pod that is doomed is failed', () => {
  expect(podKind.assess(pod(waiting('InvalidImageName')), children(), NOW).state).toBe('failed')
})

test('a Pod that starts is progressing', () => {
  const starting = pod(waiting('ContainerCreating'))
  expect(podKind.assess(starting, children(), NOW)).toMatchObject({
    state: 'progressing',
    message: 'waiting for its containers to start',
  })
})
