import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer } from './manifests.ts'

const rule = 'pod-security-enforced'
const namespace = (level: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: ${level}}}\n`
const pod = (fields: string) => withContainer(fields).replace('name: web', 'name: web\n  namespace: shop')

describe('the rule pod-security-enforced', () => {
  it('finds what the rendered Namespace enforces', () => {
    const privileged = pod('securityContext:\n  privileged: true')
    expect(foundIn(rule, privileged, namespace('baseline'))).toEqual([
      ['its namespace enforces baseline and refuses its pods: container app: privileged', 'privileged: true'],
    ])
    expect(foundIn(rule, pod('image: a:1'), namespace('restricted'))).toHaveLength(1)
  })

  it('passes other levels, and a Namespace that is not rendered', () => {
    expect(foundIn(rule, pod('image: a:1'), namespace('baseline'))).toEqual([])
    expect(foundIn(rule, pod('securityContext: {privileged: true}'), namespace('privileged'))).toEqual([])
    expect(foundIn(rule, pod('securityContext: {privileged: true}'))).toEqual([])
  })
})
