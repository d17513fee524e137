/** An address of IPv4 or IPv6 as a number. */
export interface Address {
  readonly version: 4 | 6
  readonly value: bigint
}

/** How many bits an address has. */
export function widthOf(version: 4 | 6): number {
  return version === 4 ? 32 : 128
}

export function largestOf(version: 4 | 6): bigint {
  return (1n << BigInt(widthOf(version))) - 1n
}

/** The address that a text is; undefined for any other text. Octets have no leading zeros (POSIX inet_pton). */
export function parseAddress(text: string): Address | undefined {
  const octets = parseOctets(text)
  if (octets !== undefined) return { version: 4, value: octets }
  const value = parseSix(text)
  return value === undefined ? undefined : { version: 6, value }
}

/** 4 or 6; undefined where the text is no address. */
export function ipVersionOf(text: string): 4 | 6 | undefined {
  return parseAddress(text)?.version
}

function parseOctets(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1))
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])]
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}

/** The groups of 16 bits between colons; the last two may be written as an IPv4 address. */
function groupsOf(text: string, isEnd: boolean): bigint[] | undefined {
  if (text === '') return []
  const groups: bigint[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const octets = isEnd && index === parts.length - 1 ? parseOctets(part) : undefined
    if (octets !== undefined) groups.push(octets >> 16n, octets & 0xffffn)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`))
    else return undefined
  }
  return groups
}

export function formatAddress({ version, value }: Address): string {
  return version === 4 ? formatOctets(value) : formatSix(value)
}

function formatOctets(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
}

/** The longest run of zeros is left out; an IPv4 address within is written as one (POSIX inet_ntop). */
function formatSix(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn))
  const run = longestZeros(groups)
  const hasOctets = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff))
  const shown = groups.map((group) => group.toString(16))
  if (hasOctets) shown.splice(6, 2, formatOctets(value & 0xffffffffn))
  if (run.length < 2) return shown.join(':')
  return `${shown.slice(0, run.start).join(':')}::${shown.slice(run.start + run.length).join(':')}`
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0
    if (length > best.length) best = { start: index + 1 - length, length }
  }
  return best
}
