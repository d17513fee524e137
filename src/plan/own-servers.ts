import { asMap } from '../json-map.ts'
import { isSelected, podLabelsOf } from '../kinds/rules/pod-selector.ts'
import { fieldAt, listAt, textAt, textsAt } from '../manifest/fields.ts'
import { groupKindOf, keyOf } from '../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../manifest/types.ts'

/** An object of a release. */
export interface Released {
  readonly ref: ObjectRef
  readonly desired: KubeObject
}

/** A webhook configuration or an APIService whose server is part of the same release. */
export interface OwnServer {
  readonly ref: ObjectRef
  readonly desired: KubeObject
  /** The workloads of the release whose pods serve it. */
  readonly workloads: readonly ObjectRef[]
}

const webhookConfigurations: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
])

const apiService = 'APIService.apiregistration.k8s.io'

/** The webhook configurations and APIServices among the objects of a release that name a Service of it. */
export function ownServers(released: readonly Released[]): OwnServer[] {
  return released.flatMap(({ ref, desired }) => {
    const services = servicesOf(ref, desired).flatMap((named) => released.filter((one) => isService(one, named)))
    if (services.length === 0) return []
    const serving = released.filter((one) => services.some((service) => isBehind(one, service)))
    return [{ ref, desired, workloads: serving.map((one) => one.ref) }]
  })
}

/** The API group and version that an APIService of the release serves: `group/version`; undefined for a webhook configuration. */
export function servedApi({ ref, desired }: Pick<OwnServer, 'ref' | 'desired'>): string | undefined {
  if (groupKindOf(ref) !== apiService) return undefined
  return `${textAt(desired, 'spec', 'group')}/${textAt(desired, 'spec', 'version')}`
}

/** Whether an object can't be there without the server, or is what its webhooks are about. */
export function isServedBy({ ref, desired }: Released, server: OwnServer): boolean {
  if (server.workloads.some((one) => keyOf(one) === keyOf(ref))) return false
  const api = servedApi(server)
  if (api !== undefined) return api === `${ref.group}/${ref.version}`
  return listAt(server.desired, 'webhooks').some((webhook) =>
    listAt(webhook, 'rules').some((rule) => matches(rule, ref, desired)),
  )
}

/** Whether the server's webhook is the one that a refusal names. */
export function isRefusedBy(message: string, { desired }: OwnServer): boolean {
  const [, name] = /failed calling webhook "([^"]*)"/.exec(message) ?? []
  return name !== undefined && listAt(desired, 'webhooks').some((webhook) => textAt(webhook, 'name') === name)
}

/** A Service by its name. */
interface ServiceName {
  readonly namespace: string
  readonly name: string
}

function servicesOf(ref: ObjectRef, object: KubeObject): ServiceName[] {
  const named = webhookConfigurations.has(groupKindOf(ref))
    ? listAt(object, 'webhooks').map((webhook) => fieldAt(webhook, 'clientConfig', 'service'))
    : groupKindOf(ref) === apiService
      ? [fieldAt(object, 'spec', 'service')]
      : []
  return named.map((service) => ({ namespace: textAt(service, 'namespace'), name: textAt(service, 'name') }))
}

function isService({ ref }: Released, { namespace, name }: ServiceName): boolean {
  return groupKindOf(ref) === 'Service' && ref.namespace === namespace && ref.name === name
}

/** Whether a workload makes the pods that a Service selects. */
function isBehind({ ref, desired }: Released, service: Released): boolean {
  const selector = asMap(fieldAt(service.desired, 'spec', 'selector'))
  const selects = Object.keys(selector).length > 0
  return selects && ref.namespace === service.ref.namespace && isSelected(selector, podLabelsOf(desired))
}

/** Whether a rule of a webhook is about an object, or about the pods that it makes. */
function matches(rule: JsonObject, { group, version, kind }: ObjectRef, object: KubeObject): boolean {
  const allows = (values: readonly string[], value: string) => values.includes('*') || values.includes(value)
  const about = (api: string, of: string, names: readonly string[]) =>
    allows(textsAt(rule, 'apiGroups'), api) &&
    allows(textsAt(rule, 'apiVersions'), of) &&
    names.some((name) => textsAt(rule, 'resources').some((one) => one === '*' || one === '*/*' || one === name))
  return about(group, version, pluralsOf(kind)) || (podLabelsOf(object) !== undefined && about('', 'v1', ['pods']))
}

/** What a kind may be called in a URL: `widgets`, `policies`, `ingresses`. */
function pluralsOf(kind: string): string[] {
  const word = kind.toLowerCase()
  return [word, `${word}s`, `${word}es`, word.replace(/y$/, 'ies')]
}
