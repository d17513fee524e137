import { asList } from '../../json-map.ts'
import { fieldAt, textsAt } from '../../manifest/fields.ts'
import type { Rule, Violation } from './rule.ts'

export const networkPolicyTypes: Rule = {
  name: 'network-policy-types',
  severity: 'error',
  finds: 'rules of a NetworkPolicy for a direction that its `policyTypes` leave out',
  reason: 'Rules of a direction that is not among the types do nothing: what they should stop goes through.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource',
  fix: 'list every direction that has rules: policyTypes: [Ingress, Egress]',
  *check(release): Iterable<Violation> {
    for (const manifest of release.ofKind('networking.k8s.io/NetworkPolicy')) {
      const types = fieldAt(manifest.object, 'spec', 'policyTypes')
      const given = textsAt(manifest.object, 'spec', 'policyTypes')
      for (const [field, type] of [
        ['ingress', 'Ingress'],
        ['egress', 'Egress'],
      ] as const) {
        const rules = fieldAt(manifest.object, 'spec', field)
        if (!Array.isArray(rules)) continue
        const path = ['spec', field]
        if (asList(types).length > 0) {
          if (rules.length > 0 && !given.includes(type))
            yield { manifest, path, message: `${field} rules, but policyTypes is ${given.join(', ')}` }
        } else if (field === 'egress' && rules.length === 0) {
          // Only egress rules make the default include Egress.
          yield { manifest, path, message: 'an empty egress stops nothing without policyTypes' }
        }
      }
    }
  },
}
