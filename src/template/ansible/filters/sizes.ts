import { defineFilter, type Filter } from '../../filters/filter.ts'
import { fixedDigits } from '../../python/decimal.ts'
import { raise } from '../../python/error.ts'
import { PyFloat } from '../../python/float.ts'
import { roundHalfEven, toFloatValue } from '../../python/numbers.ts'
import type { PyValue } from '../../python/object.ts'
import { div, ge, lt, mul, truthy } from '../../python/operators.ts'
import { strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive } from '../../python/text.ts'
import { explain } from '../values.ts'

interface Unit {
  readonly letter: string
  readonly size: PyValue
  readonly byte: string
  readonly bit: string
}

/** The largest first. */
const units: readonly Unit[] = [
  unit('Y', 80n, 'yotta'),
  unit('Z', 70n, 'zeta'),
  unit('E', 60n, 'exa'),
  unit('P', 50n, 'peta'),
  unit('T', 40n, 'tera'),
  unit('G', 30n, 'giga'),
  unit('M', 20n, 'mega'),
  unit('K', 10n, 'kilo'),
  unit('B', 0n, ''),
]

function unit(letter: string, bits: bigint, name: string): Unit {
  return { letter, size: bits > 50n ? 1n << bits : Number(1n << bits), byte: `${name}byte`, bit: `${name}bit` }
}

/** Filters of sizes in bytes or bits. */
export const sizeFilters: readonly Filter[] = [
  /** A size for people: `1.00 KB` (Ansible `human_readable`). */
  defineFilter(
    'human_readable',
    signature('human_readable', 'size', 'isbits=False', 'unit=None'),
    (_frame, size = null, isBits = null, wanted = null) =>
      explain('human_readable() failed on bad input', ['TypeError'], () =>
        derive(formatSize(size, truthy(isBits), wanted === null ? null : strText(wanted)), size, isBits, wanted),
      ),
  ),

  /** What such a text says in bytes, or bits (Ansible `human_to_bytes`). */
  defineFilter(
    'human_to_bytes',
    signature('human_to_bytes', 'size', 'default_unit=None', 'isbits=False'),
    (_frame, size = null, fallback = null, isBits = null) =>
      explain("human_to_bytes() can't interpret the input", ['ValueError', 'IndexError'], () =>
        parseSize(strText(size), fallback === null ? undefined : strText(fallback), truthy(isBits)),
      ),
  ),
]

function formatSize(size: PyValue, isBits: boolean, wanted: string | null): string {
  const name = isBits ? 'bits' : 'Bytes'
  const found = units.find(({ letter, size: least }) =>
    wanted === null ? ge(size, least) : wanted.toUpperCase() === letter,
  )
  const { letter, size: by } = found ?? { letter: 'B', size: 1 }
  const value = toFloatValue(div(size, by))
  const digits = (lt(new PyFloat(value), 0) ? '-' : '') + fixedDigits(Math.abs(value), 2)
  return `${digits} ${letter === 'B' ? name : letter + name.charAt(0)}`
}

const form = /^([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:\s*([A-Za-z]+))?\s*$/

function parseSize(text: string, fallback: string | undefined, isBits: boolean): PyValue {
  const match = form.exec(text)
  if (match === null) return fail(`can't interpret following string: ${text}`)
  const number = new PyFloat(Number(match[1]))
  const suffix = match[2] ?? fallback
  if (suffix === undefined) return roundHalfEven(number)
  if (suffix === '') return raise('IndexError', 'string index out of range')
  const found = units.find(({ letter }) => letter === suffix.charAt(0).toUpperCase())
  if (found === undefined) {
    const letters = units.map(({ letter }) => letter).join(', ')
    return fail(`failed to convert ${text} (unit = ${suffix}). The suffix must be one of ${letters}`)
  }
  checkSuffix(text, suffix, found, isBits)
  return roundHalfEven(mul(number, found.size))
}

/** A single letter means bytes and bits; a word must say which is meant. */
function checkSuffix(text: string, suffix: string, { letter, byte, bit }: Unit, isBits: boolean): void {
  const [short, word] = isBits ? ['b', bit] : ['B', byte]
  const full = letter === 'B' ? short : letter + short
  if (suffix.length === 1 || suffix.toLowerCase() === word || suffix === full) return
  const expected = letter === 'B' ? `expect ${short} or ${word}` : `expect ${full} or ${letter}`
  fail(`failed to convert ${text}. Value is not a valid string (${expected})`)
}

function fail(reason: string): never {
  return raise('ValueError', `human_to_bytes() ${reason}`)
}
