import { raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { widthOf } from './address.ts'
import { networkIn } from './ipaddr.ts'
import { baseOf, formatNetwork, isWithin, type Network, sizeOf } from './network.ts'

/** ansible.utils' `ipsubnet`; its answers are texts, numbers included. */
export function subnetOf(network: Network, query: string, index: bigint | undefined): PyValue {
  if (query === '') return formatNetwork(network)
  if (!/^\d+$/.test(query)) return rankIn(network, query)
  const prefix = Number(query)
  if (prefix > widthOf(network.version)) return false
  return sizeOf(network) === 1n ? supernet(network, prefix, index) : subnet(network, prefix, index)
}

/** How many subnets of that size a network has, or one of them. */
function subnet(network: Network, prefix: number, index: bigint | undefined): PyValue {
  const bits = prefix - network.prefix
  if (bits < 0) {
    if (index === 0n) return formatNetwork({ ...network, prefix })
    if (index !== undefined) return false
    return raise('AnsibleTemplatePluginError', `Requested subnet size of ${prefix} is invalid`)
  }
  const count = 1n << BigInt(bits)
  if (index === undefined) return String(count)
  const at = index < 0n ? index + count : index
  if (at < 0n || at >= count) return false
  const step = BigInt(widthOf(network.version) - prefix)
  return formatNetwork({ ...network, value: network.value + (at << step), prefix })
}

/** The network of that size around an address, or the nth from it down to the address. */
function supernet(network: Network, prefix: number, index: bigint | undefined): PyValue {
  const width = widthOf(network.version)
  const count = BigInt(width - prefix)
  const at = index ?? 0n
  if (index !== undefined && (index > BigInt(width + 1) - index || index < BigInt(prefix - width))) return false
  const from = at < 0n ? at + count : at
  if (from < 0n || from >= count) return raise('IndexError', 'list index out of range')
  return formatNetwork(baseOf({ ...network, prefix: prefix + Number(from) }))
}

/** Which subnet of its size it is in another network, counted from one. */
function rankIn(network: Network, query: string): PyValue {
  const outer = networkIn(query)
  if (outer === undefined) {
    return raise('AnsibleTemplatePluginError', `You must pass a valid subnet or IP address; ${query} is invalid`)
  }
  if (!isWithin(network, outer)) {
    const names = `${formatNetwork(network)} is not in the subnet ${formatNetwork(baseOf(outer))}`
    return raise('AnsibleTemplatePluginError', names)
  }
  const step = BigInt(widthOf(network.version) - network.prefix)
  return String(((network.value - baseOf(outer).value) >> step) + 1n)
}
