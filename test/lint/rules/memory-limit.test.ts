import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer } from './manifests.ts'

const rule = 'memory-limit'

describe('the rule memory-limit', () => {
  it('finds a container with a request alone', () => {
    expect(foundIn(rule, withContainer('resources:\n  requests: {memory: 1Gi}'))).toEqual([
      ['container app: no memory limit', 'resources:'],
    ])
    expect(foundIn(rule, withContainer('image: a:1')).map(([, line]) => line)).toEqual(['- name: app'])
  })

  it('passes a limit, its own or a default', () => {
    expect(foundIn(rule, withContainer('resources: {limits: {memory: 1Gi}}'))).toEqual([])
    const range = manifest('v1', 'LimitRange', 'a', 'limits: [{type: Container, default: {memory: 1Gi}}]')
    expect(foundIn(rule, withContainer('image: a:1'), range)).toEqual([])
  })
})
