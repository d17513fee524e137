import type { Manifest } from '../../manifest/types.ts'
import { at, type Field, itemsOf, textOf } from './field.ts'
import { type Part, type Reference, refer, secret, service, type Target } from './reference.ts'

const ingressClass: Target = { group: 'networking.k8s.io', version: 'v1', kind: 'IngressClass', namespaced: false }

/**
 * The Services that an Ingress leads to, with their ports, or other objects, the Secrets of its certificates, and its class
 * (networking.k8s.io/v1).
 */
export function ingressReferences(from: Manifest): Reference[] {
  const { kind, apiVersion } = from.object
  if (kind !== 'Ingress' || apiVersion !== 'networking.k8s.io/v1') return []
  const spec: Field = at({ value: from.object, path: [] }, 'spec')
  const paths = itemsOf(at(spec, 'rules')).flatMap((rule) => itemsOf(at(rule, 'http', 'paths')))
  const backends = [at(spec, 'defaultBackend'), ...paths.map((path) => at(path, 'backend'))]
  return [
    ...backends.flatMap((backend) => [
      ...serviceReference(from, at(backend, 'service')),
      ...resourceReference(from, at(backend, 'resource')),
    ]),
    ...refer(from, at(spec, 'ingressClassName'), ingressClass),
    ...itemsOf(at(spec, 'tls')).flatMap((tls) => refer(from, at(tls, 'secretName'), secret)),
  ]
}

function serviceReference(from: Manifest, backend: Field): Reference[] {
  const port = at(backend, 'port')
  // AWS Load Balancer Controller: the "Service" is an annotation with that name.
  if (textOf(at(port, 'name')) === 'use-annotation') return []
  return refer(from, at(backend, 'name'), service, portPart(at(port, 'name')) ?? portPart(at(port, 'number')))
}

/** An object of another kind, of the same namespace; its version is the cluster's choice. */
function resourceReference(from: Manifest, resource: Field): Reference[] {
  const [group, kind] = [textOf(at(resource, 'apiGroup')), textOf(at(resource, 'kind'))]
  return kind === '' ? [] : refer(from, at(resource, 'name'), { group, version: '', kind, namespaced: true })
}

function portPart({ value, path }: Field): Part | undefined {
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return undefined
  return { noun: 'port', value, path }
}
