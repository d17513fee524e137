import { defineTest, type Filter } from '../../filters/filter.ts'
import { toItems } from '../../python/iterate.ts'
import type { PyValue } from '../../python/object.ts'
import { strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { type Address, parseAddress } from './address.ts'
import { addressText, hostmaskOf, isWithin, type Network, netmaskOf, parseNetwork } from './network.ts'
import { isLoopback, isMulticast, isPrivate, isPublic, isReserved } from './special.ts'

/** The tests of IP addresses of the collection ansible.utils, as it has them with Python's ipaddress. None of them fails. */
export const ipTests: readonly Filter[] = [
  test('ip', ['ip'], (text) => strictNetwork(text) !== undefined),
  test('ipv4', ['ip'], (text) => strictNetwork(text)?.version === 4),
  test('ipv6', ['ip'], (text) => strictNetwork(text)?.version === 6),
  ofAddress('ip_address', () => true),
  ofAddress('ipv4_address', ({ version }) => version === 4),
  ofAddress('ipv6_address', ({ version }) => version === 6),
  ofAddress('loopback', isLoopback),
  ofAddress('multicast', isMulticast),
  ofAddress('private', isPrivate),
  ofAddress('public', isPublic),
  ofAddress('reserved', isReserved),
  ofAddress('unspecified', ({ value }) => value === 0n),
  ofMask('ipv4_netmask', 'mask', netmaskOf),
  ofMask('ipv4_hostmask', 'ip', hostmaskOf),
  test('in_network', ['ip', 'network'], isInNetwork),
  test('subnet_of', ['network_a', 'network_b'], isInNetwork),
  test('supernet_of', ['network_a', 'network_b'], (outer, inner) => isInNetwork(inner ?? null, outer)),
  test('in_any_network', ['ip', 'networks'], (ip, networks) => countNetworks(ip, networks) > 0),
  test('in_one_network', ['ip', 'networks'], (ip, networks) => countNetworks(ip, networks) === 1),
  test('mac', ['mac'], (text) => macForm.test(strText(text))),
]

/** IEEE's form with colons or hyphens, Cisco's, and without separators. */
const macForm = /^(?:(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12})$/i

function test(
  name: string,
  parameters: readonly string[],
  holds: (value: PyValue, other?: PyValue) => boolean,
): Filter {
  return defineTest(name, signature(`_${name}`, ...parameters), (_frame, value = null, other = null) =>
    holds(value, other),
  )
}

function ofAddress(name: string, holds: (address: Address) => boolean): Filter {
  return test(name, ['ip'], (text) => {
    const address = parseAddress(withoutZone(text))
    return address !== undefined && holds(address)
  })
}

function ofMask(name: string, parameter: string, maskOf: (network: Network) => bigint): Filter {
  return test(name, [parameter], (text) => {
    const network = strictNetwork(`10.0.0.0/${strText(text)}`)
    return network !== undefined && addressText(network, maskOf(network)) === strText(text)
  })
}

/** A network whose address has no bits beyond its prefix; a single address too. */
function strictNetwork(text: PyValue): Network | undefined {
  const network = parseNetwork(withoutZone(text))
  return network !== undefined && (network.value & hostmaskOf(network)) === 0n ? network : undefined
}

/** An IPv6 address may name the interface that it is of. */
function withoutZone(text: PyValue): string {
  const [address = '', zone, ...others] = strText(text).split('%')
  const isZone = zone !== undefined && zone !== '' && !zone.includes('/') && others.length === 0
  return isZone && address.includes(':') ? address : strText(text)
}

function isInNetwork(inner: PyValue, outer: PyValue = null): boolean {
  const [small, large] = [strictNetwork(inner), strictNetwork(outer)]
  return small !== undefined && large !== undefined && isWithin(small, large)
}

function countNetworks(ip: PyValue, networks: PyValue = null): number {
  return toItems(networks).filter((network) => isInNetwork(ip, network)).length
}
