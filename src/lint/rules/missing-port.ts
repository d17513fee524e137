import { labelsOf } from '../../manifest/annotations.ts'
import { fieldAt, listAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import { offerOf } from '../../plan/references/offer.ts'
import { referencesOf } from '../../plan/references/references.ts'
import { selects } from './label-selector.ts'
import type { RenderedRelease } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'
import { type ServiceReference, serviceReferencesOf } from './service-references.ts'

export const missingPort: Rule = {
  name: 'missing-port',
  severity: 'error',
  finds:
    'an Ingress, route, webhook, APIService or ServiceMonitor that names a port which the rendered Service does not have',
  reason: 'Requests end there: with 503, a webhook that fails, or no metrics.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  fix: 'name a port as the Service does, by its name or its port (not its targetPort)',
  *check(release): Iterable<Violation> {
    const ofIngresses = referencesOf(release.manifests).flatMap(({ from, to, part }) =>
      part?.noun === 'port' ? [{ manifest: from, to, port: part.value, path: part.path }] : [],
    )
    for (const reference of [...ofIngresses, ...serviceReferencesOf(release)]) yield* missing(reference, release)
    yield* ofMonitors(release)
  },
}

function missing(
  { manifest, to, port, path }: Omit<ServiceReference, 'namePath'>,
  release: RenderedRelease,
): Violation[] {
  const service = release.find(to)
  const offer = service === undefined ? 'any' : offerOf(service.object)
  if (offer === 'any' || offer.includes(port)) return []
  return [{ manifest, path, message: `no port ${port} in Service ${to.name}, only ${offer.join(', ')}` }]
}

/** The endpoints of a ServiceMonitor are ports by name; it is enough that one of its Services has one. */
function* ofMonitors(release: RenderedRelease): Iterable<Violation> {
  for (const manifest of release.ofKind('monitoring.coreos.com/ServiceMonitor')) {
    const selector = fieldAt(manifest.object, 'spec', 'selector')
    const { namespace } = refOf(manifest.object)
    const services = release
      .ofKind('/Service')
      .filter(({ object }) => refOf(object).namespace === namespace && selects(selector, labelsOf(object)))
    const names = services.flatMap(({ object }) => listAt(object, 'spec', 'ports').map(({ name }) => name))
    if (services.length === 0 || fieldAt(manifest.object, 'spec', 'namespaceSelector') !== undefined) continue
    for (const [index, { port }] of listAt(manifest.object, 'spec', 'endpoints').entries()) {
      if (typeof port !== 'string' || names.includes(port)) continue
      const message = `no Service that it selects has a port named ${port}, only ${names.join(', ')}`
      yield { manifest, path: ['spec', 'endpoints', index, 'port'], message }
    }
  }
}
