import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer, workload } from './manifests.ts'

const rule = 'pod-security-baseline'

describe('the rule pod-security-baseline', () => {
  it('finds all of a workload at once, at the first field', () => {
    const text = workload(
      'hostNetwork: true\ncontainers:\n- name: app\n  securityContext: {privileged: true}\nvolumes: [{name: root, hostPath: {path: /}}]',
    )
    expect(foundIn(rule, text)).toEqual([
      [
        'the Pod Security standard baseline refuses its pods: hostNetwork, hostPath volume root, container app: privileged',
        'hostNetwork: true',
      ],
    ])
  })

  it('passes usual pods, and those whose rendered Namespace says what it enforces', () => {
    expect(foundIn(rule, withContainer('securityContext: {capabilities: {add: [CHOWN]}}'))).toEqual([])
    const agent = workload('hostNetwork: true\ncontainers: [{name: a}]').replace(
      'name: web',
      'name: web\n  namespace: agents',
    )
    const namespace =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: agents, labels: {pod-security.kubernetes.io/enforce: privileged}}\n'
    expect(foundIn(rule, agent)).toHaveLength(1)
    expect(foundIn(rule, agent, namespace)).toEqual([])
  })
})
