import { raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { asIndex } from '../../python/position.ts'
import { strText } from '../../python/show.ts'
import { isText } from '../../python/text.ts'
import { untraced } from '../../python/traced.ts'
import { Tuple } from '../../python/tuple.ts'
import { formatAddress } from './address.ts'
import { formatNetwork, isWithin, type Network, parseNetwork, sizeOf } from './network.ts'
import { addressAt, addressOfNumber, networkOfNumbers, queries, type Subject } from './queries.ts'

export type Version = 4 | 6 | undefined

/**
 * What a query says of an address or network, of each item of a list; false where the value is none, or is of another version
 * (ansible.utils `ipaddr`). `name` is the filter that asks.
 */
export function ipaddr(value: PyValue, query: string, version: Version, name: string): PyValue {
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = value instanceof Tuple ? value.items : value
    return items.map((item) => ipaddr(item, query, version, 'ipaddr')).filter(truthy)
  }
  const subject = subjectOf(value, version)
  if (subject === undefined || (version !== undefined && subject.network.version !== version)) return false
  const known = queries.get(query)
  if (known !== undefined) return known(subject)
  const other = /^\d+$/.test(query) ? undefined : networkIn(query)
  if (other !== undefined) return isWithin(subject.network, other) ? subject.value : null
  return itemOf(subject, query, name)
}

/** The value as ipaddr understands it; undefined where it is neither address nor network. */
function subjectOf(value: PyValue, version?: Version): Subject | undefined {
  const plain = untraced(value)
  if (!truthy(plain) || plain === true) return undefined
  const number = asIndex(plain)
  const text = strText(plain)
  // Longer than any number or network is.
  if (text.length > 100) return undefined
  if (/^\d+$/.test(text)) {
    const network = addressOfNumber(BigInt(text), version)
    return network && { network, isNetwork: false, value: formatNetwork(network) }
  }
  if (number !== undefined || !isText(plain)) return undefined
  const network = parseNetwork(text)
  if (network !== undefined) return { network, isNetwork: text.includes('/'), value }
  const numeric = networkOfNumbers(text)
  return numeric && { network: numeric, isNetwork: true, value: formatNetwork(numeric) }
}

/** The network that a text means, for filters that need one. */
export function networkIn(text: PyValue): Network | undefined {
  return subjectOf(text)?.network
}

/** A number asks for that address of the network. */
function itemOf({ network, isNetwork }: Subject, query: string, name: string): PyValue {
  if (!/^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(query)) {
    return raise('AnsibleTemplatePluginError', `${name}: unknown filter type: ${query}`)
  }
  if (sizeOf(network) === 1n) return isNetwork ? formatNetwork(network) : formatAddress(network)
  const index = query.trim()
  const found = /^[-+]?\d+$/.test(index) ? addressAt(network, BigInt(index.replace('+', ''))) : undefined
  return found === undefined ? false : `${found}/${network.prefix}`
}
