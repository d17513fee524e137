import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { webService, withContainer } from './manifests.ts'

describe('the rule worker-probe', () => {
  it('finds a worker without any probe', () => {
    expect(foundIn('worker-probe', withContainer('image: a:1'))).toEqual([
      ['container app: no probe of any sort', '- name: app'],
    ])
  })

  it('passes one with a liveness probe, and what a Service selects', () => {
    expect(foundIn('worker-probe', withContainer('livenessProbe: {exec: {command: [check]}}'))).toEqual([])
    expect(foundIn('worker-probe', withContainer('image: a:1'), webService)).toEqual([])
  })
})
