import { raise } from '../../python/error.ts'
import { tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { baseOf, firstOf, formatNetwork, hostmaskOf, isWithin, lastOf, type Network } from './network.ts'

/** The fewest networks that hold just the addresses of these, IPv4 first, in order (netaddr `cidr_merge`). */
export function mergeNetworks(networks: readonly Network[]): PyValue[] {
  const groups: Network[][] = []
  for (const network of [...networks].sort(byAddress)) {
    tick()
    const last = groups.at(-1)
    if (last?.some((other) => touches(other, network))) last.push(network)
    else groups.push([network])
  }
  // What stands alone is told as it was given.
  return groups.flatMap((group) => (group.length === 1 ? group : join(group))).map(formatNetwork)
}

/** Whether a network begins in another that comes before it, or right behind it. */
function touches(earlier: Network, later: Network): boolean {
  return earlier.version === later.version && firstOf(later) <= lastOf(earlier) + 1n
}

function join(networks: readonly Network[]): Network[] {
  const merged: Network[] = []
  for (const network of networks.map(baseOf)) {
    let next = network
    for (let last = merged.at(-1); last !== undefined; last = merged.at(-1)) {
      const both = isWithin(next, last) ? last : joined(last, next)
      if (both === undefined) break
      merged.pop()
      next = both
    }
    merged.push(next)
  }
  return merged
}

/** The larger networks first, where two begin at one address. */
function byAddress(left: Network, right: Network): number {
  if (left.version !== right.version) return left.version - right.version
  const [first, other] = [firstOf(left), firstOf(right)]
  if (first !== other) return first < other ? -1 : 1
  return left.prefix - right.prefix
}

/** The network whose two halves these are. */
function joined(lower: Network, upper: Network): Network | undefined {
  if (lower.version !== upper.version || lower.prefix !== upper.prefix || lower.prefix === 0) return undefined
  const whole = baseOf({ ...lower, prefix: lower.prefix - 1 })
  return whole.value === lower.value && lower.value + hostmaskOf(lower) + 1n === upper.value ? whole : undefined
}

/** The smallest network that holds all of these; null where there are none (netaddr `spanning_cidr`). */
export function spanNetworks(networks: readonly Network[]): PyValue {
  const [first, ...others] = networks
  if (first === undefined) return null
  if (others.length === 0) return formatNetwork(first)
  if (others.some(({ version }) => version !== first.version)) {
    raise('AnsibleTemplatePluginError', 'cidr_merge: error in netaddr:\nIP sequence cannot contain both IPv4 and IPv6!')
  }
  const start = networks.map(firstOf).reduce((least, value) => (value < least ? value : least))
  const end = networks.map(lastOf).reduce((most, value) => (value > most ? value : most))
  let span: Network = { ...first, value: start }
  while (lastOf(span) < end) span = { ...span, prefix: span.prefix - 1 }
  return formatNetwork(baseOf(span))
}
