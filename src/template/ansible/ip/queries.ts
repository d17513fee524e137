import { raise } from '../../python/error.ts'
import { normalize } from '../../python/integer.ts'
import type { PyValue } from '../../python/object.ts'
import { type Address, formatAddress, largestOf, widthOf } from './address.ts'
import {
  addressText,
  baseOf,
  firstOf,
  formatNetwork,
  hostmaskOf,
  lastOf,
  type Network,
  netmaskOf,
  prefixOfMask,
  sizeOf,
} from './network.ts'
import { isGlobal, isLinkLocal, isLoopback, isMulticast, isSixToFour } from './special.ts'

/** What ipaddr was given, as it understood it. */
export interface Subject {
  readonly network: Network
  /** Whether it was written with a prefix. */
  readonly isNetwork: boolean
  /** What a query gives that only asks: the value as it was given, a number as the address that it is. */
  readonly value: PyValue
}

/** A query's answer; false where it doesn't apply, which takes the value out of a list. */
type Query = (subject: Subject) => PyValue

/** Every query of `ipaddr` by name (ansible.utils `ipaddr`). */
export const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', ({ network, isNetwork }) => (isNetwork ? formatNetwork(network) : formatAddress(network))],
  ['6to4', sixToFour],
  ...named(['address', 'ip'], ({ network }) =>
    sizeOf(network) === 1n || isHost(network) ? formatAddress(network) : nothing(network),
  ),
  ...named(['address/prefix', 'gateway', 'gw', 'host/prefix', 'hostnet', 'router'], ({ network }) =>
    sizeOf(network) > 2n && (isBase(network) || network.value === lastOf(network)) ? false : formatNetwork(network),
  ),
  ['bool', () => true],
  ['broadcast', ({ network }) => (sizeOf(network) > 2n ? addressText(network, lastOf(network)) : null)],
  ['cidr', ({ network }) => formatNetwork(network)],
  ['first_usable', of(({ network }) => usable(network, usableOf(network)[0]))],
  ['host', ({ network }) => (sizeOf(network) === 1n || isHost(network) ? formatNetwork(network) : null)],
  ...named(['hostmask', 'wildcard'], ({ network }) => addressText(network, hostmaskOf(network))),
  ['int', ({ network, isNetwork }) => (isNetwork ? `${network.value}/${network.prefix}` : normalize(network.value))],
  ['ip/prefix', ({ network }) => (isPoint(network) || isInside(network) ? formatNetwork(network) : null)],
  [
    'ip_netmask',
    ({ network }) =>
      isPoint(network) || isInside(network)
        ? `${formatAddress(network)} ${addressText(network, netmaskOf(network))}`
        : null,
  ],
  ['ipv4', toFour],
  ['ipv6', toSix],
  ['last_usable', of(({ network }) => usable(network, usableOf(network)[1]))],
  ['link-local', asks(({ network }) => isLinkLocal(network))],
  ...named(
    ['lo', 'loopback'],
    asks(({ network }) => isLoopback(network)),
  ),
  ['multicast', asks(({ network }) => isWholly(network, isMulticast))],
  ['net', ({ network }) => (sizeOf(network) > 1n && isBase(network) ? formatNetwork(network) : null)],
  ['netmask', ({ network }) => addressText(network, netmaskOf(network))],
  ...named(['network', 'network_id'], ({ network }) => addressText(network, firstOf(network))),
  ...named(['network/prefix', 'subnet'], ({ network }) => formatNetwork(baseOf(network))),
  [
    'network_netmask',
    ({ network }) => `${addressText(network, firstOf(network))} ${addressText(network, netmaskOf(network))}`,
  ],
  [
    'network_wildcard',
    ({ network }) => `${addressText(network, firstOf(network))} ${addressText(network, hostmaskOf(network))}`,
  ],
  ['next_usable', of(({ network }) => usable(network, network.value + 1n))],
  ['peer', of(peer)],
  ['prefix', ({ network }) => network.prefix],
  ['previous_usable', of(({ network }) => usable(network, network.value - 1n))],
  ['private', asks(({ network }) => !isGlobal(network))],
  ['public', asks(({ network }) => isPublicHost(network))],
  [
    'range_usable',
    of(({ network }) =>
      sizeOf(network) > 1n
        ? usableOf(network)
            .map((value) => addressText(network, value))
            .join('-')
        : null,
    ),
  ],
  ['revdns', ({ network }) => reverseName(network)],
  ['size', ({ network }) => normalize(sizeOf(network))],
  [
    'size_usable',
    ({ network }) => normalize(sizeOf(network) === 1n ? 0n : sizeOf(network) === 2n ? 2n : sizeOf(network) - 2n),
  ],
  ['type', ({ network }) => (sizeOf(network) > 1n && isBase(network) ? 'network' : 'address')],
  ['unicast', asks(({ network }) => !isWholly(network, isMulticast))],
  ['version', ({ network }) => network.version],
  [
    'wrap',
    ({ network, isNetwork, value }) => {
      if (network.version === 4) return value
      return `[${formatAddress(network)}]${isNetwork ? `/${network.prefix}` : ''}`
    },
  ],
])

function named(names: readonly string[], query: Query): (readonly [string, Query])[] {
  return names.map((name) => [name, query])
}

/** A query that gives the value back where something holds of it. */
function asks(holds: (subject: Subject) => boolean): Query {
  return (subject) => (holds(subject) ? subject.value : null)
}

/** A query that only a network with a prefix can answer. */
function of(query: Query): Query {
  return (subject) =>
    subject.isNetwork ? query(subject) : raise('AnsibleTemplatePluginError', 'Not a network address')
}

function isBase(network: Network): boolean {
  return network.value === firstOf(network)
}

/** An address beside the first of its network. */
function isInside(network: Network): boolean {
  return sizeOf(network) > 1n && !isBase(network)
}

/** A network of two addresses, both of which are hosts. */
function isPoint(network: Network): boolean {
  return sizeOf(network) === 2n
}

function isHost(network: Network): boolean {
  return isPoint(network) || isInside(network)
}

/** The first address of an IPv6 network is a host too. */
function nothing(network: Network): PyValue {
  return network.version === 6 && sizeOf(network) > 1n ? formatAddress(network) : null
}

function isWholly(network: Network, holds: (address: Address) => boolean): boolean {
  const at = (value: bigint): Address => ({ version: network.version, value })
  return holds(at(firstOf(network))) && holds(at(lastOf(network)))
}

/** The first and the last address of a network that a host may have. */
export function usableOf(network: Network): [bigint, bigint] {
  const [first, last] = [firstOf(network), lastOf(network)]
  return isPoint(network) ? [first, last] : [first + 1n, last - 1n]
}

/** An address of the network, where a host may have it. */
export function usable(network: Network, value: bigint): string | null {
  if (sizeOf(network) === 1n) return null
  const [first, last] = usableOf(network)
  return value >= first && value <= last ? addressText(network, value) : null
}

function peer({ network }: Subject): PyValue {
  if (isPoint(network)) return addressText(network, network.value ^ 1n)
  if (sizeOf(network) !== 4n) return raise('AnsibleTemplatePluginError', 'Not a point-to-point network')
  if (network.value % 4n === 0n) raise('AnsibleTemplatePluginError', 'Network address of /30 has no peer')
  if (network.value % 4n === 3n) raise('AnsibleTemplatePluginError', 'Broadcast address of /30 has no peer')
  return addressText(network, network.value ^ 3n)
}

function isPublicHost(network: Network): boolean {
  const { version, value } = network
  const isMask = [value, value ^ largestOf(version)].some((mask) => prefixOfMask(mask, version) !== undefined)
  return !isMulticast(network) && isGlobal(network) && !isLoopback(network) && !isMask
}

function toFour({ network, value }: Subject): PyValue {
  if (network.version === 4) return value
  const isMapped = network.value >> 32n === 0xffffn
  if (!isMapped && network.value >> 32n !== 0n) return false
  if (network.prefix < 96) return false
  return formatNetwork({ version: 4, value: network.value & 0xffffffffn, prefix: network.prefix - 96 })
}

function toSix({ network, value }: Subject): PyValue {
  if (network.version === 6) return value
  return formatNetwork({ version: 6, value: 0xffff00000000n | network.value, prefix: network.prefix + 96 })
}

function sixToFour({ network, isNetwork, value }: Subject): PyValue {
  if (network.version === 6) return isSixToFour(network) && (!isNetwork || isInside(network)) ? value : false
  if (sizeOf(network) > 1n && isBase(network)) return false
  if (!isPublicHost(network) && isGlobal(network)) return false
  const [high, low] = [network.value >> 16n, network.value & 0xffffn].map((half) => half.toString(16).padStart(4, '0'))
  return `2002:${high}:${low}::1/48`
}

function reverseName(network: Network): string {
  if (network.version === 4) return `${formatAddress(network).split('.').reverse().join('.')}.in-addr.arpa.`
  const digits = network.value.toString(16).padStart(32, '0')
  return `${[...digits].reverse().join('.')}.ip6.arpa.`
}

/** The address at a place in a network, from its end where that is negative; undefined beyond it. */
export function addressAt(network: Network, index: bigint): string | undefined {
  const size = sizeOf(network)
  if (index < -size || index >= size) return undefined
  return addressText(network, index < 0n ? lastOf(network) + index + 1n : firstOf(network) + index)
}

/** A whole number of IPv4, or of IPv6 where it is too large for that. */
export function addressOfNumber(value: bigint, version: 4 | 6 | undefined): Network | undefined {
  const found = (version ?? 4) === 4 && value <= largestOf(4) ? 4 : 6
  return value <= largestOf(found) ? { version: found, value, prefix: widthOf(found) } : undefined
}

/** A network written as a number and a prefix: `3232235777/24`. */
export function networkOfNumbers(text: string): Network | undefined {
  const [, number, prefix] = /^\s*\+?(\d+)\s*\/\s*\+?(\d+)\s*$/.exec(text) ?? []
  if (number === undefined || prefix === undefined) return undefined
  for (const version of [4, 6] as const) {
    const value = BigInt(number)
    if (value <= largestOf(version) && Number(prefix) <= widthOf(version))
      return { version, value, prefix: Number(prefix) }
  }
  return undefined
}
