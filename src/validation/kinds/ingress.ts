import type { Field } from '../forms/field.ts'
import { parseIp } from '../forms/ip.ts'
import { checkPort } from '../forms/numbers.ts'
import {
  checkName,
  checkOneOf,
  checkOptionalText,
  checkText,
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  domainPath,
  pathSegment,
  portName,
  wildcardSubdomain,
} from '../forms/texts.ts'

export function checkIngress(object: Field): void {
  const spec = object.at('spec')
  const rules = spec.at('rules')
  const fallback = spec.at('defaultBackend')
  if (rules.size === 0 && !fallback.isSet) rules.refuse('is missing: an Ingress has rules or a defaultBackend')
  if (fallback.isSet) checkBackend(fallback)
  for (const rule of rules.items) checkRule(rule)
  for (const tls of spec.at('tls').items) {
    for (const host of tls.at('hosts').items) checkHost(host)
    checkOptionalText(tls.at('secretName'), dnsSubdomain)
  }
  const className = spec.at('ingressClassName')
  checkText(className, dnsSubdomain)
  const annotation = object.below('metadata', 'annotations', 'kubernetes.io/ingress.class')
  if (annotation.isSet && className.isSet && annotation.text !== className.text)
    annotation.refuse(`must be the ingressClassName, ${className.text}`, 'leave the annotation out: it is outdated')
}

function checkHost(host: Field): void {
  checkText(host, host.text?.includes('*') ? wildcardSubdomain : dnsSubdomain)
}

function checkRule(rule: Field): void {
  const host = rule.at('host')
  if ((host.text ?? '') !== '') {
    if (parseIp(host.text ?? '') === undefined) checkHost(host)
    else host.refuse('must be a DNS name, not an IP address')
  }
  const paths = rule.below('http', 'paths')
  if (paths.isSet && paths.size === 0) paths.refuse('is empty')
  for (const path of paths.items) checkPath(path)
}

const refusedParts = ['//', '/./', '/../', '%2f', '%2F']

function checkPath(entry: Field): void {
  const path = entry.at('path')
  const type = entry.at('pathType')
  checkOneOf(type, ['Exact', 'Prefix', 'ImplementationSpecific'])
  const text = path.text ?? ''
  const isExact = type.text === 'Exact' || type.text === 'Prefix'
  if (!text.startsWith('/') && (isExact || (text !== '' && type.text === 'ImplementationSpecific')))
    path.refuse(path.isSet ? 'must begin with /' : `is missing: the pathType is ${type.text}`)
  const part = refusedParts.find((one) => text.includes(one)) ?? /\/\.{1,2}$/.exec(text)?.[0]
  if (isExact && part !== undefined) path.refuse(`must not contain ${part}`)
  if (entry.at('backend').isSet) checkBackend(entry.at('backend'))
}

function checkBackend(backend: Field): void {
  const service = backend.at('service')
  const resource = backend.at('resource')
  if (service.isSet === resource.isSet)
    backend.refuse(service.isSet ? 'must not have both service and resource' : 'must have a service or a resource')
  else if (service.isSet) checkBackendService(service)
  else {
    checkText(resource.at('apiGroup'), dnsSubdomain)
    checkName(resource.at('kind'), pathSegment)
    checkName(resource.at('name'), pathSegment)
  }
}

function checkBackendService(service: Field): void {
  checkName(service.at('name'), service.minor >= 36 ? dnsLabel : dns1035Label)
  const name = service.below('port', 'name')
  const number = service.below('port', 'number')
  const hasName = (name.text ?? '') !== ''
  if (hasName && number.number) service.at('port').refuse('must not have both name and number')
  else if (hasName) checkText(name, portName)
  else if (number.number) checkPort(number)
  else if (!number.isSet || number.number === 0) service.at('port').refuse('must have a number or a name')
}

export function checkIngressClass(object: Field): void {
  const spec = object.at('spec')
  checkName(spec.at('controller'), { ...domainPath, most: 250 }, false)
  const parameters = spec.at('parameters')
  if (!parameters.isSet) return
  checkText(parameters.at('apiGroup'), dnsSubdomain)
  checkName(parameters.at('kind'), pathSegment)
  checkName(parameters.at('name'), pathSegment)
  const scope = parameters.at('scope')
  checkOneOf(scope, ['Cluster', 'Namespace'])
  const namespace = parameters.at('namespace')
  if (scope.text === 'Namespace') checkName(namespace, dnsLabel, false)
  if (scope.text !== 'Namespace' && namespace.isSet) namespace.refuse('must be left out unless the scope is Namespace')
}
