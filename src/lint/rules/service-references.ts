import { fieldAt, listAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { FieldPath, JsonObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import type { RenderedRelease } from './rendered-release.ts'

/** A place that leads to a port of a Service. */
export interface ServiceReference {
  readonly manifest: Manifest
  readonly to: ObjectRef
  readonly port: string | number
  /** Of the port. */
  readonly path: FieldPath
  /** Of the Service's name. */
  readonly namePath: FieldPath
}

const routes = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(
  (kind) => `gateway.networking.k8s.io/${kind}`,
)
const webhooks = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map(
  (kind) => `admissionregistration.k8s.io/${kind}`,
)

/** The ports of Services that routes, webhooks and APIServices lead to. Those of an Ingress are among `referencesOf`. */
export function serviceReferencesOf(release: RenderedRelease): ServiceReference[] {
  return [
    ...routes.flatMap((kind) => release.ofKind(kind).flatMap(ofRoute)),
    ...webhooks.flatMap((kind) =>
      release
        .ofKind(kind)
        .flatMap((manifest) =>
          listAt(manifest.object, 'webhooks').flatMap((webhook, index) =>
            ofClient(manifest, fieldAt(webhook, 'clientConfig', 'service'), [
              'webhooks',
              index,
              'clientConfig',
              'service',
            ]),
          ),
        ),
    ),
    ...release
      .ofKind('apiregistration.k8s.io/APIService')
      .flatMap((manifest) => ofClient(manifest, fieldAt(manifest.object, 'spec', 'service'), ['spec', 'service'])),
  ]
}

function ofRoute(manifest: Manifest): ServiceReference[] {
  const own = refOf(manifest.object).namespace
  return listAt(manifest.object, 'spec', 'rules').flatMap((rule, index) =>
    listAt(rule, 'backendRefs').flatMap((backend, place) => {
      const isService = (textAt(backend, 'kind') || 'Service') === 'Service' && textAt(backend, 'group') === ''
      const path = ['spec', 'rules', index, 'backendRefs', place]
      return isService ? reference(manifest, backend, textAt(backend, 'namespace') || own, path) : []
    }),
  )
}

/** The port is 443 where none is said. */
function ofClient(manifest: Manifest, service: Parameters<typeof textAt>[0], path: FieldPath): ServiceReference[] {
  const port = fieldAt(service, 'port')
  const client = { name: textAt(service, 'name'), port: port ?? 443 }
  return reference(manifest, client, textAt(service, 'namespace'), path)
}

function reference(
  manifest: Manifest,
  { name, port }: JsonObject,
  namespace: string | undefined,
  path: FieldPath,
): ServiceReference[] {
  if (typeof name !== 'string' || name === '' || (typeof port !== 'number' && typeof port !== 'string')) return []
  const to = { group: '', version: 'v1', kind: 'Service', namespace, name }
  return [{ manifest, to, port, path: [...path, 'port'], namePath: [...path, 'name'] }]
}
