import { asList, asMap } from '../../json-map.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { at, type Field, itemsOf, textOf } from './field.ts'

/** The Gateways that a route attaches to, as far as they could be read. */
export type GatewayOf = (ref: ObjectRef) => KubeObject | undefined

const gatewayGroup = 'gateway.networking.k8s.io'

/** Characters of a regular expression, which some controllers take for a path. */
const plainPath = /^\/[\w\-./~%@:]*$/

/**
 * The URLs that an Ingress (networking.k8s.io/v1) or HTTPRoute serves, as it says itself: one for each host, with its shortest path;
 * `https` where its `tls`, or a listener of its Gateway, covers the host. None where it has no host of its own, or nothing tells which
 * scheme it is.
 */
export function urlsOf(object: KubeObject, gatewayOf: GatewayOf): string[] {
  const { group, kind } = refOf(object)
  const spec = at({ value: object, path: [] }, 'spec')
  if (group === 'networking.k8s.io' && kind === 'Ingress') return urlsOfIngress(spec)
  return group === gatewayGroup && kind === 'HTTPRoute' ? urlsOfRoute(object, spec, gatewayOf) : []
}

/** Whether its load balancer, or its Gateway's, has an address, so that there is something to reach. */
export function hasAddress(object: KubeObject, gatewayOf: GatewayOf): boolean {
  if (refOf(object).kind === 'Ingress')
    return asList(asMap(asMap(object['status'])['loadBalancer'])['ingress']).length > 0
  return gatewayRefs(object).some((ref) => asList(asMap(gatewayOf(ref)?.['status'])['addresses']).length > 0)
}

/** The Gateways that an HTTPRoute names as its parents; none of any other object. */
export function gatewayRefs(object: KubeObject): ObjectRef[] {
  const { group, kind, namespace } = refOf(object)
  if (group !== gatewayGroup || kind !== 'HTTPRoute') return []
  return parentsOf(object).map((parent) => gatewayRef(parent, namespace))
}

function urlsOfIngress(spec: Field): string[] {
  const tls = itemsOf(at(spec, 'tls')).map((entry) => itemsOf(at(entry, 'hosts')).map(textOf))
  const isSecure = (host: string) => tls.some((hosts) => hosts.length === 0 || hosts.some((one) => covers(one, host)))
  const urls = itemsOf(at(spec, 'rules')).flatMap((rule) => {
    const host = textOf(at(rule, 'host'))
    const paths = itemsOf(at(rule, 'http', 'paths')).map((path) => textOf(at(path, 'path')) || '/')
    return urlFor(host, paths, isSecure(host) ? 'https' : 'http')
  })
  return [...new Set(urls)]
}

function urlsOfRoute(object: KubeObject, spec: Field, gatewayOf: GatewayOf): string[] {
  const { namespace } = refOf(object)
  const listeners = parentsOf(object).flatMap((parent) => {
    const gateway = gatewayOf(gatewayRef(parent, namespace))
    const all = gateway === undefined ? [] : itemsOf(at({ value: gateway, path: [] }, 'spec', 'listeners'))
    const section = textOf(at(parent, 'sectionName'))
    return section === '' ? all : all.filter((listener) => textOf(at(listener, 'name')) === section)
  })
  const rules = itemsOf(at(spec, 'rules'))
  const matches = rules.flatMap((rule) => itemsOf(at(rule, 'matches')).map((match) => at(match, 'path')))
  const paths = matches.map((path) =>
    textOf(at(path, 'type')) === 'RegularExpression' ? '' : textOf(at(path, 'value')) || '/',
  )
  const isWhole = rules.length === 0 || rules.some((rule) => itemsOf(at(rule, 'matches')).length === 0)
  const hosts = itemsOf(at(spec, 'hostnames')).map(textOf)
  const urls = hosts.flatMap((host) => {
    const own = listeners.filter((listener) => {
      const wanted = textOf(at(listener, 'hostname'))
      return wanted === '' || covers(wanted, host)
    })
    const best = own.find((listener) => textOf(at(listener, 'protocol')) === 'HTTPS') ?? own[0]
    const protocol = best === undefined ? '' : textOf(at(best, 'protocol'))
    if (best === undefined || (protocol !== 'HTTPS' && protocol !== 'HTTP')) return []
    const scheme = protocol === 'HTTPS' ? 'https' : 'http'
    const port = at(best, 'port').value
    const isUsual = port === undefined || port === (scheme === 'https' ? 443 : 80)
    return urlFor(host, isWhole ? ['/'] : paths, scheme, isUsual ? '' : `:${port}`)
  })
  return [...new Set(urls)]
}

function parentsOf(object: KubeObject): Field[] {
  const parents = itemsOf(at({ value: object, path: [] }, 'spec', 'parentRefs'))
  return parents.filter((parent) => ['', 'Gateway'].includes(textOf(at(parent, 'kind'))))
}

function gatewayRef(parent: Field, namespace: string | undefined): ObjectRef {
  const own = textOf(at(parent, 'namespace'))
  const name = textOf(at(parent, 'name'))
  return { group: gatewayGroup, version: 'v1', kind: 'Gateway', namespace: own === '' ? namespace : own, name }
}

function urlFor(host: string, paths: readonly string[], scheme: string, port = ''): string[] {
  const [shortest] = paths.filter((path) => plainPath.test(path)).sort((one, other) => one.length - other.length)
  return host === '' || host.includes('*') || shortest === undefined ? [] : [`${scheme}://${host}${port}${shortest}`]
}

/** A wildcard stands for one label. */
function covers(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host
  return host.endsWith(pattern.slice(1)) && !host.slice(0, -pattern.length + 1).includes('.')
}
