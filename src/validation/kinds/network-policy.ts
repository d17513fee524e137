import type { Field } from '../forms/field.ts'
import { checkNetwork, contains } from '../forms/ip.ts'
import { checkPort, checkPortOrName } from '../forms/numbers.ts'
import { checkLabelSelector } from '../forms/selectors.ts'
import { checkFilled } from '../forms/texts.ts'

export function checkNetworkPolicy(object: Field): void {
  const spec = object.at('spec')
  checkLabelSelector(spec.at('podSelector'))
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const rule of spec.at(direction).items) {
      for (const port of rule.at('ports').items) checkPolicyPort(port)
      for (const peer of rule.at(peers).items) checkPeer(peer)
    }
  }
  for (const type of spec.at('policyTypes').items) checkFilled(type)
  if (spec.at('policyTypes').size > 2) spec.at('policyTypes').refuse('must have at most Ingress and Egress')
}

function checkPolicyPort(entry: Field): void {
  const port = entry.at('port')
  const end = entry.at('endPort')
  checkFilled(entry.at('protocol'))
  checkPortOrName(port)
  if (!end.isSet) return
  if (port.number === undefined) end.refuse('must be left out unless port is a number')
  else if ((end.number ?? 0) < port.number) end.refuse(`must be at least the port, ${port.number}`)
  checkPort(end)
}

function checkPeer(peer: Field): void {
  const given = ['podSelector', 'namespaceSelector', 'ipBlock']
    .map((name) => peer.at(name))
    .filter(({ isSet }) => isSet)
  if (given.length === 0) peer.refuse('must have a podSelector, a namespaceSelector or an ipBlock')
  const block = peer.at('ipBlock')
  if (block.isSet && given.length > 1) peer.refuse('must have nothing beside an ipBlock', 'write an entry for each')
  checkLabelSelector(peer.at('podSelector'))
  checkLabelSelector(peer.at('namespaceSelector'))
  if (block.isSet) checkBlock(block)
}

function checkBlock(block: Field): void {
  const cidr = block.at('cidr')
  const outer = checkFilled(cidr) ? checkNetwork(cidr) : undefined
  for (const except of block.at('except').items) {
    const inner = checkNetwork(except)
    if (outer === undefined || inner === undefined) continue
    if (!contains(outer, inner) || outer.prefix === inner.prefix) except.refuse(`must be a part of ${cidr.text}`)
  }
}
