import { isMap, type Json } from '../../json-map.ts'
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
    for (const { manifest, workloads } of servicesOf(release)) {
      if (workloads.length > 0) continue
      yield* nothing(manifest, 'pods', ['spec', 'selector'], podsBeside(manifest, release), release)
    }
    for (const [groupKind, field] of podSelectors) {
      for (const manifest of release.ofKind(groupKind)) {
        const selector = fieldAt(manifest.object, 'spec', field)
        const pods = podsBeside(manifest, release)
        if (pods.some(({ labels }) => selects(selector, labels)) || isLeftOut(manifest, selector)) continue
        yield* nothing(manifest, 'pods', ['spec', field, 'matchLabels'], pods, release)
      }
    }
    for (const manifest of release.ofKind('monitoring.coreos.com/ServiceMonitor')) {
      const selector = fieldAt(manifest.object, 'spec', 'selector')
      const { namespace } = refOf(manifest.object)
      const services = release
        .ofKind('/Service')
        .filter(({ object }) => refOf(object).namespace === namespace)
        .map((service) => ({ manifest: service, labels: labelsOf(service.object) }))
      if (services.some(({ labels }) => selects(selector, labels)) || isLeftOut(manifest, selector)) continue
      yield* nothing(manifest, 'Service', ['spec', 'selector', 'matchLabels'], services, release)
    }
  },
}

const podSelectors = [
  ['policy/PodDisruptionBudget', 'selector'],
  ['networking.k8s.io/NetworkPolicy', 'podSelector'],
  ['monitoring.coreos.com/PodMonitor', 'selector'],
] as const

/** What might be selected. */
interface Candidate {
  readonly manifest: Manifest
  readonly labels: JsonObject
}

function podsBeside({ object }: Manifest, release: RenderedRelease): Candidate[] {
  const workloads = release.workloadsIn(refOf(object).namespace)
  return workloads.map(({ manifest, podLabels }) => ({ manifest, labels: podLabels }))
}

/** Expressions aren't judged; and a monitor may be told to look at other namespaces. */
function isLeftOut({ object }: Manifest, selector: Json | undefined): boolean {
  const chosen = fieldAt(object, 'spec', 'namespaceSelector')
  const { namespace } = refOf(object)
  const isElsewhere =
    fieldAt(chosen, 'any') === true || textsAt(chosen, 'matchNames').some((name) => name !== namespace)
  return isElsewhere || !isMap(selector) || listAt(selector, 'matchExpressions').length > 0
}

/** Nothing where the pods or their labels may come from elsewhere. The label that the nearest candidate lacks is told. */
function nothing(
  manifest: Manifest,
  what: 'pods' | 'Service',
  path: FieldPath,
  candidates: readonly Candidate[],
  release: RenderedRelease,
): Violation[] {
  if (candidates.length === 0 || !knowsPodsOf(refOf(manifest.object).namespace, release)) return []
  const asked = fieldAt(manifest.object, ...path.map(String))
  const labels = Object.entries(withoutLabelsByControllers(isMap(asked) ? asked : {}))
  const near = candidates
    .map((candidate) => {
      const wrong = labels.filter(([key, value]) => candidate.labels[key] !== value)
      return { candidate, wrong, fits: labels.length - wrong.length }
    })
    .reduce((best, one) => (one.fits > best.fits ? one : best))
  const [[key, wanted] = ['', '']] = near.wrong
  const none = `selects no ${what} of the render:`
  if (near.fits === 0) return [{ manifest, path, message: `${none} none has ${key}: ${wanted}` }]
  const has = near.candidate.labels[key]
  const instead = has === undefined ? 'no such label' : `${key}: ${has}`
  const message = `${none} ${key} is ${wanted}, and ${nameOf(near.candidate.manifest)} has ${instead}`
  return [{ manifest, path: [...path, key], message }]
}
