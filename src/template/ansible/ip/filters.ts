import { defineFilter, type Filter } from '../../filters/filter.ts'
import { raise } from '../../python/error.ts'
import { toItems } from '../../python/iterate.ts'
import { parseInteger } from '../../python/numbers.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { asIndex } from '../../python/position.ts'
import { strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText } from '../../python/text.ts'
import { untraced } from '../../python/traced.ts'
import { pythonType } from '../values.ts'
import { formatAddress, largestOf, parseAddress } from './address.ts'
import { ipaddr, networkIn, type Version } from './ipaddr.ts'
import { mergeNetworks, spanNetworks } from './merge.ts'
import { baseOf, firstOf, isWithin, lastOf, type Network, parseNetwork, sizeOf } from './network.ts'
import { addressAt, usable, usableOf } from './queries.ts'
import { subnetOf } from './subnet.ts'

/** The filters of IP addresses of the collection ansible.utils, as it has them with netaddr 1.3. */
export const ipFilters: readonly Filter[] = [
  /** An address or network, if the value is one, or what a query says of it (`ipaddr`). */
  defineFilter(
    'ipaddr',
    signature('_ipaddr', '@environment', 'value', "query=''", 'version=None', "alias='ipaddr'"),
    (_frame, value = null, query = null, version = null, alias = null) =>
      ipaddr(checked(value, 'ipaddr'), strText(query), versionOf(version), strText(alias)),
  ),

  /** The same of IPv4 alone (`ipv4`). */
  versionFilter('ipv4', 4),

  /** The same of IPv6 alone (`ipv6`). */
  versionFilter('ipv6', 6),

  /** IPv6 addresses in square brackets, anything else as it is (`ipwrap`). */
  defineFilter('ipwrap', signature('_ipwrap', '@environment', 'value', "query=''"), (_frame, value = null) => {
    const wrap = (item: PyValue): PyValue =>
      truthy(ipaddr(item, '', undefined, 'ipwrap')) ? ipaddr(item, 'wrap', undefined, 'ipaddr') : item
    if (Array.isArray(value)) return value.map(wrap)
    return isText(value) || typeof untraced(value) === 'boolean' ? wrap(value) : refuse(value, 'ipwrap')
  }),

  /** A subnet of a network, their number, or the network around it (`ipsubnet`). */
  defineFilter(
    'ipsubnet',
    signature('_ipsubnet', '@environment', 'value', "query=''", 'index=None'),
    (_frame, value = null, query = null, index = null) => {
      const network = networkIn(value)
      return network === undefined
        ? false
        : subnetOf(baseOf(network), strText(query), index === null ? undefined : intOf(index))
    },
  ),

  /** The address so many further on (`ipmath`). */
  defineFilter(
    'ipmath',
    signature('_ipmath', '@environment', 'value', 'amount'),
    (_frame, value = null, amount = null) => {
      const text = strText(value)
      const address = text.includes('/') ? parseNetwork(text) : parseAddress(text)
      if (address === undefined) return fail(`You must pass a valid IP address; ${text} is invalid`)
      const moved = address.value + intOf(amount)
      if (moved < 0n || moved > largestOf(address.version))
        raise('IndexError', 'result outside valid IP address boundary!')
      return formatAddress({ version: address.version, value: moved })
    },
  ),

  /** The nth address of a network, from its end where n is negative (`nthhost`). */
  defineFilter(
    'nthhost',
    signature('_nthhost', '@environment', 'value', "query=''"),
    (_frame, value = null, query = null) => {
      const network = networkIn(value)
      const index = /^\s*[-+]?\d+\s*$/.test(strText(query)) ? BigInt(strText(query).trim().replace('+', '')) : undefined
      return network === undefined || index === undefined ? false : (addressAt(network, index) ?? false)
    },
  ),

  /** Whether a network holds an address or network (`network_in_network`). */
  defineFilter(
    'network_in_network',
    signature('_network_in_network', '@environment', 'value', 'test'),
    (_frame, value = null, test = null) => {
      const [outer, inner] = [networkIn(value), networkIn(test)]
      return outer !== undefined && inner !== undefined && isWithin(inner, outer)
    },
  ),

  /** The same, its first and last address left out (`network_in_usable`). */
  defineFilter(
    'network_in_usable',
    signature('_network_in_usable', '@environment', 'value', 'test'),
    (_frame, value = null, test = null) => {
      const [outer, inner] = [networkIn(value), networkIn(test)]
      if (outer === undefined || inner === undefined) return false
      const [first, last] = sizeOf(outer) === 1n ? [outer.value, outer.value] : usableOf(outer)
      return inner.version === outer.version && firstOf(inner) >= first && lastOf(inner) <= last
    },
  ),

  /** The nth address after this one that a host may have (`next_nth_usable`). */
  neighbour('next_nth_usable', 1n),

  /** The nth before (`previous_nth_usable`). */
  neighbour('previous_nth_usable', -1n),

  /** Those of a list that a network holds (`reduce_on_network`). */
  defineFilter(
    'reduce_on_network',
    signature('_reduce_on_network', '@environment', 'value', 'network'),
    (_frame, value = null, network = null) => {
      const outer = networkIn(network)
      return toItems(value).filter((item) => {
        const inner = networkIn(item)
        return outer !== undefined && inner !== undefined && isWithin(inner, outer)
      })
    },
  ),

  /** The fewest networks that hold just those of a list, or, with `span`, the smallest that holds all (`cidr_merge`). */
  defineFilter(
    'cidr_merge',
    signature('_cidr_merge', '@environment', 'value', "action='merge'"),
    (_frame, value = null, action = null) => {
      const networks = toItems(value).map((item) => {
        const network = parseNetwork(strText(item))
        return network ?? fail(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${strText(item)}`)
      })
      if (strText(action) === 'merge') return mergeNetworks(networks)
      if (strText(action) === 'span') return spanNetworks(networks)
      return fail(`cidr_merge: invalid action '${strText(action)}'`)
    },
  ),
]

function versionFilter(name: string, version: 4 | 6): Filter {
  return defineFilter(
    name,
    signature(`_${name}`, '@environment', 'value', "query=''"),
    (_frame, value = null, query = null) => ipaddr(checked(value, name), strText(query), version, name),
  )
}

function neighbour(name: string, direction: bigint): Filter {
  return defineFilter(
    name,
    signature(`_${name}`, '@environment', 'value', 'offset'),
    (_frame, value = null, offset = null) => {
      const network: Network | undefined = networkIn(value)
      return network === undefined ? false : usable(network, network.value + direction * intOf(offset))
    },
  )
}

/** @throws PyError AnsibleTemplatePluginError for what is neither a text, a list nor a number */
function checked(value: PyValue, name: string): PyValue {
  if (isText(value) || Array.isArray(value) || asIndex(value) !== undefined) return value
  return refuse(value, name)
}

function refuse(value: PyValue, name: string): never {
  return fail(`Unrecognized type <${pythonType(value)}> for ${name} filter <value>`)
}

function versionOf(value: PyValue): Version {
  if (!truthy(value)) return undefined
  const version = Number(intOf(value))
  return version === 4 || version === 6 ? version : undefined
}

/** @throws PyError AnsibleTemplatePluginError for what is no integer, nor the text of one */
function intOf(value: PyValue): bigint {
  const index =
    asIndex(value) ??
    (isText(value) && /^\s*[-+]?\d+\s*$/.test(strText(value)) ? parseInteger(strText(value), 10) : undefined)
  return index === undefined
    ? fail(`You must pass an integer for arithmetic; ${strText(value)} is not a valid integer`)
    : BigInt(index)
}

function fail(message: string): never {
  return raise('AnsibleTemplatePluginError', message)
}
