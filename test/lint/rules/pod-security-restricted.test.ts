import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer, workload } from './manifests.ts'

const rule = 'pod-security-restricted'
const good =
  'securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}'

describe('the rule pod-security-restricted', () => {
  it('finds what a container lacks, together', () => {
    expect(foundIn(rule, withContainer('image: a:1'))).toEqual([
      [
        'the Pod Security standard restricted refuses its pods: container app: allowPrivilegeEscalation is not false, capabilities do not drop ALL, no seccompProfile, runAsNonRoot is not true',
        '- name: app',
      ],
    ])
  })

  it('passes a container that has it all', () => {
    expect(foundIn(rule, withContainer(good))).toEqual([])
  })

  it('finds volumes of a type that only the node has', () => {
    const text = workload(`containers: [{name: a, ${good}}]\nvolumes: [{name: v, nfs: {server: a, path: /}}]`)
    expect(foundIn(rule, text)[0]?.[0]).toContain('nfs volume v')
  })
})
