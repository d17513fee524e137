import type { Field } from './field.ts'

/** An IP address, or a network of them. */
export interface Network {
  /** 4 or 16. */
  readonly bytes: readonly number[]
  /** How many of the bits are the network's. */
  readonly prefix: number
}

/** undefined for what isn't an address. A zone (`%eth0`) isn't part of one. */
export function parseIp(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseIp6(text) : parseIp4(text)
}

function parseIp4(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined
  return parts.map(Number)
}

function parseIp6(text: string): number[] | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const first = bytesOf(head)
  const last = bytesOf(tail ?? '')
  if (first === undefined || last === undefined) return undefined
  const missing = 16 - first.length - last.length
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return [...first, ...Array<number>(missing).fill(0), ...last]
}

/** Of groups of four hexadecimal digits, the last of which may be an IPv4 address. */
function bytesOf(text: string): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const ip4 = index === groups.length - 1 && group.includes('.') ? parseIp4(group) : undefined
    if (ip4 !== undefined) bytes.push(...ip4)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255)
    else return undefined
  }
  return bytes
}

export function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits = ''] = /^(.+)\/(\d{1,3})$/.exec(text) ?? []
  const bytes = parseIp(address)
  const prefix = Number(digits)
  return bytes === undefined || prefix > bytes.length * 8 ? undefined : { bytes, prefix }
}

/** Whether all addresses of one network are in another one, too. */
export function contains(outer: Network, inner: Network): boolean {
  if (outer.bytes.length !== inner.bytes.length || outer.prefix > inner.prefix) return false
  return bitsOf(outer).slice(0, outer.prefix) === bitsOf(inner).slice(0, outer.prefix)
}

function bitsOf({ bytes }: Network): string {
  return bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
}

/** `''` isn't an address. */
export function checkIp(field: Field): void {
  if (field.text === undefined) return
  if (parseIp(field.text) === undefined) field.refuse('must be an IP address such as 10.0.0.1 or fd00::1')
  else if (isAmbiguous(field, field.text)) field.refuse('must not have leading zeros')
}

const local = [
  '0.0.0.0/32',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/24',
  '::/128',
  '::1/128',
  'fe80::/10',
  'ff02::/16',
]

/** An address that others can reach. */
export function checkReachableIp(field: Field): void {
  checkIp(field)
  const bytes = parseIp(field.text ?? '')
  if (bytes === undefined) return
  const own = { bytes, prefix: bytes.length * 8 }
  const network = local.map(parseNetwork).find((one) => one !== undefined && contains(one, own))
  if (network !== undefined) field.refuse('must not be an address that only the host itself reaches')
}

/** The network where it is one; blanks around it are ignored where `trims` says so. */
export function checkNetwork(field: Field, trims = false): Network | undefined {
  if (field.text === undefined) return undefined
  const network = parseNetwork(trims ? field.text.trim() : field.text)
  if (network === undefined) {
    field.refuse('must be a network such as 10.0.0.0/8 or fd00::/8')
  } else if (isAmbiguous(field, field.text)) {
    field.refuse('must not have leading zeros')
  } else if (field.minor >= 36 && bitsOf(network).slice(network.prefix).includes('1')) {
    field.refuse(
      `must not set bits behind the first ${network.prefix}`,
      'write the address that the network begins with',
    )
  }
  return network
}

/** Some read `010` as 8: refused from Kubernetes 1.36 on (KEP-4858). */
function isAmbiguous({ minor }: Field, text: string): boolean {
  return minor >= 36 && !text.includes(':') && /(?:^|\.|\/)0\d/.test(text)
}
