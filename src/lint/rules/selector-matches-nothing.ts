import { isMap } from '../../json-map.ts'
import { labelsOf } from '../../manifest/annotations.ts'
import { fieldAt, listAt, textsAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { FieldPath, JsonObject, Manifest } from '../../manifest/types.ts'
import { selects } from './label-selector.ts'
import { knowsPodsOf } from './pods-elsewhere.ts'
import { nameOf, type RenderedRelease } from './rendered-release.ts'
import { servicesOf, withoutLabelsByControllers } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const selectorMatchesNothing: Rule = {
  name: 'selector-matches-nothing',
  severity: 'warning',
  finds:
    'a Service, PodDisruptionBudget, NetworkPolicy, PodMonitor or ServiceMonitor whose selector fits nothing that the profile renders, though it renders such objects',
  reason: 'It is accepted and does nothing: no endpoints, no protection, no metrics.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
  fix: 'compare the labels; what is about objects of others is an exception: kdeploy.yaml, validate.except',
  *check(release): Iterable<Violation> {
    for (const { manifest, selector, workloads } of servicesOf(release)) {
      if (workloads.length > 0) continue
      yield* ofPods(manifest, ['spec', 'selector'], withoutLabelsByControllers(selector), release)
    }
    for (const [groupKind, field] of podSelectors) {
      for (const manifest of release.ofKind(groupKind)) {
        const selector = fieldAt(manifest.object, 'spec', field)
        const isFitting = ({ podLabels }: { readonly podLabels: JsonObject }) => selects(selector, podLabels)
        if (!isMap(selector) || release.workloadsIn(refOf(manifest.object).namespace).some(isFitting)) continue
        if (looksElsewhere(manifest) || listAt(selector, 'matchExpressions').length > 0) continue
        const labels = fieldAt(selector, 'matchLabels')
        yield* ofPods(manifest, ['spec', field, 'matchLabels'], isMap(labels) ? labels : {}, release)
      }
    }
    for (const manifest of release.ofKind('monitoring.coreos.com/ServiceMonitor')) {
      const selector = fieldAt(manifest.object, 'spec', 'selector')
      const { namespace } = refOf(manifest.object)
      const services = release.ofKind('/Service').filter(({ object }) => refOf(object).namespace === namespace)
      if (!isMap(selector) || looksElsewhere(manifest) || services.length === 0 || !knowsPodsOf(namespace, release))
        continue
      if (services.some(({ object }) => selects(selector, labelsOf(object)))) continue
      yield { manifest, path: ['spec', 'selector'], message: 'selects no Service of the render' }
    }
  },
}

const podSelectors = [
  ['policy/PodDisruptionBudget', 'selector'],
  ['networking.k8s.io/NetworkPolicy', 'podSelector'],
  ['monitoring.coreos.com/PodMonitor', 'selector'],
] as const

/** A monitor may be told to look at other namespaces. */
function looksElsewhere({ object }: Manifest): boolean {
  const chosen = fieldAt(object, 'spec', 'namespaceSelector')
  const { namespace } = refOf(object)
  const names = textsAt(chosen, 'matchNames')
  return fieldAt(chosen, 'any') === true || names.some((name) => name !== namespace)
}

/** Nothing where the pods or their labels may come from elsewhere. */
function ofPods(manifest: Manifest, path: FieldPath, labels: JsonObject, release: RenderedRelease): Violation[] {
  const { namespace } = refOf(manifest.object)
  if (!knowsPodsOf(namespace, release)) return []
  const near = release
    .workloadsIn(namespace)
    .map((workload) => {
      const wrong = Object.entries(labels).filter(([key, value]) => workload.podLabels[key] !== value)
      return { workload, wrong, fits: Object.keys(labels).length - wrong.length }
    })
    .reduce((best, one) => (one.fits > best.fits ? one : best))
  const [[key, wanted] = ['', '']] = near.wrong
  const has = near.workload.podLabels[key]
  if (near.fits === 0) return [{ manifest, path, message: `selects no pods of the render: none has ${key}: ${wanted}` }]
  const instead = has === undefined ? 'no such label' : `${key}: ${has}`
  const message = `selects no pods of the render: ${key} is ${wanted}, and ${nameOf(near.workload.manifest)} has ${instead}`
  return [{ manifest, path: [...path, key], message }]
}
