import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer, workload } from './manifests.ts'

const rule = 'resource-requests'

describe('the rule resource-requests', () => {
  it('finds what is missing, at the resources or the container', () => {
    expect(foundIn(rule, withContainer('image: a:1'))).toEqual([
      ['container app: no cpu and memory request', '- name: app'],
    ])
    expect(foundIn(rule, withContainer('resources:\n  requests: {cpu: 1}'))).toEqual([
      ['container app: no memory request', 'resources:'],
    ])
  })

  it.each([
    ['requests', withContainer('resources: {requests: {cpu: 1, memory: 1Gi}}')],
    ['limits', withContainer('resources: {limits: {cpu: 1, memory: 1Gi}}')],
    [
      'an amount for its whole pod',
      workload('resources: {requests: {cpu: 1, memory: 1Gi}}\ncontainers: [{name: app}]'),
    ],
  ])('passes a container with %s', (_, text) => {
    expect(foundIn(rule, text)).toEqual([])
  })

  it('passes init containers, which end, but not sidecars', () => {
    const pod = (policy: string) =>
      workload(
        `initContainers: [{name: i${policy}}]\ncontainers: [{name: a, resources: {limits: {cpu: 1, memory: 1}}}]`,
      )
    expect(foundIn(rule, pod(''))).toEqual([])
    expect(foundIn(rule, pod(', restartPolicy: Always'))).toHaveLength(1)
  })

  it('passes what a LimitRange of the render gives', () => {
    const range = (type: string) =>
      manifest('v1', 'LimitRange', 'a', `limits: [{type: ${type}, defaultRequest: {cpu: 1}, default: {memory: 1Gi}}]`)
    expect(foundIn(rule, withContainer('image: a:1'), range('Container'))).toEqual([])
    expect(foundIn(rule, withContainer('image: a:1'), range('Pod'))).toHaveLength(1)
  })
})
