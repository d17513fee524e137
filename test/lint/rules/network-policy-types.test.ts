import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest } from './manifests.ts'

const rule = 'network-policy-types'
const policy = (spec: string) => manifest('networking.k8s.io/v1', 'NetworkPolicy', 'a', `podSelector: {}\n${spec}`)

describe('the rule network-policy-types', () => {
  it('finds rules of a direction that is not among the types', () => {
    expect(foundIn(rule, policy('policyTypes: [Ingress]\negress:\n- to: []'))).toEqual([
      ['egress rules, but policyTypes is Ingress', 'egress:'],
    ])
    expect(foundIn(rule, policy('policyTypes: [Egress]\ningress:\n- from: []'))).toHaveLength(1)
  })

  it('finds an empty egress, which does not make Egress a type', () => {
    expect(foundIn(rule, policy('egress: []'))).toEqual([
      ['an empty egress stops nothing without policyTypes', 'egress: []'],
    ])
  })

  it.each([
    'policyTypes: [Ingress, Egress]\negress: [{}]',
    'policyTypes: [Egress]\negress: []',
    'policyTypes: [Ingress]\negress: []',
    'ingress: [{}]\negress: [{}]',
    'ingress: []',
    'policyTypes: [Ingress]',
  ])('passes %j', (spec) => {
    expect(foundIn(rule, policy(spec))).toEqual([])
  })
})
