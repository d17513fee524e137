import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer, workload } from './manifests.ts'

const rule = 'run-as-root'

describe('the rule run-as-root', () => {
  it('finds the containers of a pod that nothing keeps from it, together', () => {
    expect(foundIn(rule, workload('containers:\n- name: a\n- name: b'))).toEqual([
      ['containers a, b: may run as root: neither runAsNonRoot nor runAsUser is set', '- name: a'],
    ])
  })

  it('finds a runAsUser of 0, of the container or the pod', () => {
    expect(foundIn(rule, withContainer('securityContext:\n  runAsUser: 0'))).toEqual([
      ['container app: runs as root (runAsUser: 0)', 'runAsUser: 0'],
    ])
    expect(foundIn(rule, workload('securityContext:\n  runAsUser: 0\ncontainers: [{name: a}]'))).toHaveLength(1)
  })

  it.each([
    ['runAsNonRoot of the pod', workload('securityContext: {runAsNonRoot: true}\ncontainers: [{name: a}]')],
    ['runAsNonRoot of the container', withContainer('securityContext: {runAsNonRoot: true}')],
    ['a user', withContainer('securityContext: {runAsUser: 1000}')],
    [
      'a user of its own under a pod that runs as root',
      workload('securityContext: {runAsUser: 0}\ncontainers: [{name: a, securityContext: {runAsUser: 1}}]'),
    ],
    ['a user namespace', workload('hostUsers: false\ncontainers: [{name: a}]')],
    ['Windows', workload('os: {name: windows}\ncontainers: [{name: a}]')],
  ])('passes %s', (_, text) => {
    expect(foundIn(rule, text)).toEqual([])
  })
})
