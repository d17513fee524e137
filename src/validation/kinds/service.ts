import type { Field } from '../forms/field.ts'
import { checkIp, checkNetwork, checkReachableIp } from '../forms/ip.ts'
import { checkOptionalPort, checkPort, checkPortOrName, checkRange } from '../forms/numbers.ts'
import { checkLabels } from '../forms/selectors.ts'
import {
  checkFilled,
  checkOneOf,
  checkText,
  checkUnique,
  dnsLabel,
  dnsSubdomain,
  qualifiedName,
} from '../forms/texts.ts'

const types = new Set(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'])

const mostAffinitySeconds = 86_400

export function checkService(object: Field): void {
  const spec = object.at('spec')
  const type = spec.at('type').text || 'ClusterIP'
  const ports = spec.at('ports')
  const isHeadless = spec.at('clusterIP').text === 'None'
  if (ports.size === 0 && !isHeadless && type !== 'ExternalName') ports.refuse(ports.isSet ? 'is empty' : 'is missing')
  checkPorts(ports, type)
  checkLabels(spec.at('selector'))
  if (type === 'ExternalName') checkExternalName(spec)
  else checkAddresses(spec)
  if (isHeadless && (type === 'LoadBalancer' || type === 'NodePort'))
    spec.at('clusterIP').refuse(`must not be None where the type is ${type}`)
  checkSessionAffinity(spec)
  if (types.has(type)) {
    checkLoadBalancer(spec, type)
    checkTraffic(spec, type)
  }
  for (const ip of spec.at('externalIPs').items) checkReachableIp(ip)
}

function checkPorts(ports: Field, type: string): void {
  const taken = new Set<string>()
  for (const port of ports.items) {
    const name = port.at('name')
    if ((name.text ?? '') !== '') checkText(name, dnsLabel)
    else if (ports.size > 1) name.refuse('is missing: a Service of several ports names each')
    if (port.at('port').isSet) checkPort(port.at('port'))
    const target = port.at('targetPort')
    // 0 and an empty name stand for the port.
    if (target.number !== 0 && target.text !== '') checkPortOrName(target)
    checkText(port.at('appProtocol'), qualifiedName)
    const node = port.at('nodePort')
    checkOptionalPort(node)
    if (!node.number) continue
    if (type === 'ClusterIP')
      node.refuse('must be left out where the type is ClusterIP', 'type: NodePort or LoadBalancer has node ports')
    const key = `${port.at('protocol').text || 'TCP'}/${node.number}`
    if (taken.has(key)) node.refuse('is the nodePort of another port, too')
    taken.add(key)
  }
  checkUnique(
    ports.items.map((port) => port.at('name')),
    'is the name of another port, too',
  )
}

function checkExternalName(spec: Field): void {
  const name = spec.at('externalName')
  if ((name.text ?? '') === '') name.refuse('is missing: the type is ExternalName')
  else checkText(name, { ...dnsSubdomain, pattern: new RegExp(dnsSubdomain.pattern.source.replace('$', '\\.?$')) })
  for (const key of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
    const field = spec.at(key)
    const isEmpty = !field.isSet || field.text === '' || (Array.isArray(field.value) && field.size === 0)
    if (!isEmpty) field.refuse('must be left out where the type is ExternalName')
  }
}

function checkAddresses(spec: Field): void {
  const ip = spec.at('clusterIP')
  const ips = spec.at('clusterIPs')
  for (const one of [ip, ...ips.items]) if (one.text !== 'None' && one.text !== '') checkIp(one)
  const [first] = ips.items
  if (first !== undefined && first.text !== (ip.text || undefined) && ip.text)
    first.refuse(`must be the clusterIP, ${ip.text}`)
  if (ips.size > 2) ips.refuse('must have at most 2 addresses')
  if (first?.text === 'None' && ips.size > 1) ips.refuse('must have nothing beside None')
  checkUnique(spec.at('ipFamilies').items)
}

function checkSessionAffinity(spec: Field): void {
  // Otherwise the API server drops it.
  if (spec.at('sessionAffinity').text === 'ClientIP')
    checkRange(spec.at('sessionAffinityConfig').below('clientIP', 'timeoutSeconds'), 1, mostAffinitySeconds)
}

const onlyLoadBalancer = ['loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'loadBalancerClass']

function checkLoadBalancer(spec: Field, type: string): void {
  for (const field of onlyLoadBalancer.map((name) => spec.at(name))) {
    const isEmpty = Array.isArray(field.value) && field.size === 0
    if (type !== 'LoadBalancer' && field.isSet && !isEmpty)
      field.refuse('must be left out unless the type is LoadBalancer')
  }
  for (const range of spec.at('loadBalancerSourceRanges').items) checkNetwork(range, true)
  checkText(spec.at('loadBalancerClass'), qualifiedName)
}

function checkTraffic(spec: Field, type: string): void {
  const external = spec.at('externalTrafficPolicy')
  const isReached =
    type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && spec.at('externalIPs').size > 0)
  if ((external.text ?? '') !== '' && !isReached)
    external.refuse('must be left out unless the type is NodePort or LoadBalancer')
  const check = spec.at('healthCheckNodePort')
  checkOptionalPort(check)
  if (check.number && !(type === 'LoadBalancer' && external.text === 'Local'))
    check.refuse('must be left out unless the type is LoadBalancer, and the externalTrafficPolicy Local')
  const newer = spec.minor >= 34 ? ['PreferSameZone', 'PreferSameNode'] : []
  checkFilled(spec.at('internalTrafficPolicy'))
  checkOneOf(spec.at('trafficDistribution'), ['PreferClose', ...newer])
}
