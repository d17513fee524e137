import { raise } from '../../python/error.ts'

/** A part of a version: a number, or letters. */
type Part = bigint | string

/** Numbers and letters in turn, of any text; what can't be compared is an error (distutils `LooseVersion`). */
export function compareLoose(left: string, right: string): number {
  const [ours, theirs] = [looseParts(left), looseParts(right)]
  for (const [index, part] of ours.entries()) {
    const other = theirs[index]
    if (other === undefined) break
    if (part === other) continue
    if (typeof part !== typeof other) {
      const names = [part, other].map((one) => (typeof one === 'string' ? "'str'" : "'int'")).join(' and ')
      return raise('TypeError', `'<' not supported between instances of ${names}`)
    }
    return part < other ? -1 : 1
  }
  return ours.length - theirs.length
}

function looseParts(text: string): Part[] {
  const parts = text.split(/(\d+|[a-z]+|\.)/).filter((part) => part !== '' && part !== '.')
  return parts.map((part) => (/^\d+$/.test(part) ? BigInt(part) : part))
}

/** Two or three numbers, and `a1` or `b2` for what comes before (distutils `StrictVersion`). */
export function compareStrict(left: string, right: string): number {
  const [ours, theirs] = [strictParts(left), strictParts(right)]
  return (
    compareParts(ours.numbers, theirs.numbers) || comparePreliminary(ours.preliminary, theirs.preliminary, compareParts)
  )
}

interface Strict {
  readonly numbers: readonly Part[]
  readonly preliminary: readonly Part[]
}

function strictParts(text: string): Strict {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?\n?$/.exec(text)
  if (match === null) return raise('ValueError', `invalid version number '${text}'`)
  const [, major = '', minor = '', patch = '0', letter, number = ''] = match
  return {
    numbers: [major, minor, patch].map(BigInt),
    preliminary: letter === undefined ? [] : [letter, BigInt(number)],
  }
}

const identifier = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)'
const number = '(0|[1-9]\\d*)'
const semantic = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?\\n?$`,
)

/** Semantic Versioning 2.0.0, section 11. */
export function compareSemantic(left: string, right: string): number {
  const [ours, theirs] = [semanticParts(left), semanticParts(right)]
  return (
    compareParts(ours.numbers, theirs.numbers) ||
    comparePreliminary(ours.preliminary, theirs.preliminary, compareIdentifiers)
  )
}

function semanticParts(text: string): Strict {
  const match = semantic.exec(text)
  if (match === null) return raise('ValueError', `invalid semantic version '${text}'`)
  const [, major = '', minor = '', patch = '', preliminary] = match
  const parts = preliminary === undefined ? [] : preliminary.split('.')
  return {
    numbers: [major, minor, patch].map(BigInt),
    preliminary: parts.map((part) => (/^\d+$/.test(part) ? BigInt(part) : part)),
  }
}

/** A version that has none comes after those that have one. */
function comparePreliminary(
  left: readonly Part[],
  right: readonly Part[],
  compare: (left: readonly Part[], right: readonly Part[]) => number,
): number {
  if (left.length === 0 || right.length === 0) return Number(left.length === 0) - Number(right.length === 0)
  return compare(left, right)
}

/** Numbers come before letters. */
function compareIdentifiers(left: readonly Part[], right: readonly Part[]): number {
  return compareParts(left, right, (part) => (typeof part === 'string' ? 1 : 0))
}

function compareParts(left: readonly Part[], right: readonly Part[], rank = (_part: Part) => 0): number {
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (part === other) continue
    return rank(part) - rank(other) || (part < other ? -1 : 1)
  }
  return left.length - right.length
}
