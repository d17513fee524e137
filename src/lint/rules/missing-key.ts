import { nearest } from '../../nearest.ts'
import { offerOf } from '../../plan/references/offer.ts'
import { referencesOf } from '../../plan/references/references.ts'
import type { Rule, Violation } from './rule.ts'

export const missingKey: Rule = {
  name: 'missing-key',
  severity: 'error',
  finds: 'a key that the rendered ConfigMap or Secret does not have',
  reason: 'The container is not started: CreateContainerConfigError, or a volume that cannot be mounted.',
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#restrictions',
  fix: 'correct the key, add it, or say optional: true',
  *check(release): Iterable<Violation> {
    for (const { from, to, part } of referencesOf(release.manifests)) {
      const target = part?.noun === 'key' ? release.find(to) : undefined
      if (part === undefined || target === undefined) continue
      const offer = offerOf(target.object)
      // One that is rendered empty is filled by somebody else.
      if (offer === 'any' || offer.length === 0 || offer.includes(part.value)) continue
      const near = nearest(String(part.value), offer.map(String))
      const message = `${to.kind} ${to.name} has no key ${part.value}`
      yield {
        manifest: from,
        path: part.path,
        message: near === undefined ? message : `${message}; did you mean ${near}?`,
      }
    }
  },
}
