import { type Address, formatAddress, largestOf, parseAddress, widthOf } from './address.ts'

/** An address in its network: `10.0.0.5/24`. */
export interface Network extends Address {
  readonly prefix: number
}

/** A text with a prefix length, a netmask, a hostmask, or none, which is a network of one address; undefined for any other. */
export function parseNetwork(text: string): Network | undefined {
  const at = text.indexOf('/')
  const address = parseAddress(at < 0 ? text : text.slice(0, at))
  if (address === undefined) return undefined
  const prefix = at < 0 ? widthOf(address.version) : prefixIn(text.slice(at + 1), address.version)
  return prefix === undefined ? undefined : { ...address, prefix }
}

function prefixIn(text: string, version: 4 | 6): number | undefined {
  if (/^\s*\+?\d+\s*$/.test(text)) return Number(text) <= widthOf(version) ? Number(text) : undefined
  const mask = parseAddress(text)
  if (mask === undefined || mask.version !== version) return undefined
  return prefixOfMask(mask.value, version) ?? prefixOfMask(mask.value ^ largestOf(version), version)
}

/** How many leading ones a netmask has; undefined where they aren't in a row. */
export function prefixOfMask(mask: bigint, version: 4 | 6): number | undefined {
  const bits = mask.toString(2).padStart(widthOf(version), '0')
  return /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : undefined
}

export function hostmaskOf({ version, prefix }: Network): bigint {
  return (1n << BigInt(widthOf(version) - prefix)) - 1n
}

export function netmaskOf(network: Network): bigint {
  return largestOf(network.version) ^ hostmaskOf(network)
}

export function sizeOf(network: Network): bigint {
  return hostmaskOf(network) + 1n
}

export function firstOf(network: Network): bigint {
  return network.value & netmaskOf(network)
}

export function lastOf(network: Network): bigint {
  return network.value | hostmaskOf(network)
}

/** The network itself, without the address in it. */
export function baseOf(network: Network): Network {
  return { ...network, value: firstOf(network) }
}

export function formatNetwork(network: Network): string {
  return `${formatAddress(network)}/${network.prefix}`
}

/** An address of a number; of the network's version. */
export function addressText(network: Network, value: bigint): string {
  return formatAddress({ version: network.version, value })
}

/** Whether all of a network lies in another. */
export function isWithin(inner: Network, outer: Network): boolean {
  return inner.version === outer.version && firstOf(inner) >= firstOf(outer) && lastOf(inner) <= lastOf(outer)
}

/** Whether an address lies in one of these networks. */
export function isInAny(address: Address, networks: readonly Network[]): boolean {
  return networks.some((network) => isWithin({ ...address, prefix: widthOf(address.version) }, network))
}

/** Networks by their texts. */
export function networks(...texts: readonly string[]): readonly Network[] {
  return texts.flatMap((text) => parseNetwork(text) ?? [])
}
