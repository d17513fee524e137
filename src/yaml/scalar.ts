import { integerOf, numberOf } from '../json.ts'
import type { Json } from '../json-map.ts'

/** A scalar that can't be held: its tag and text contradict each other, or JSON has no such value. */
export class ScalarProblem extends Error {
  /** The message without the scalar's text, as YamlProblem has it. */
  readonly bare: string

  constructor(message: string, bare = message) {
    super(message)
    this.bare = bare
  }
}

const wordValues = new Map<string, Json>([
  ...words(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...words(false, 'n N no No NO false False FALSE off Off OFF'),
  ...words(null, '~ null Null NULL'),
  ['', null],
])

const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
/** go-yaml's `yamlStyleFloat`. */
const floatPattern = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** What Go's strconv.ParseFloat takes of texts that start with a dot. */
const dotFloat = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/
const datePattern = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?$/
const integerPattern = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/

function words(value: Json, list: string): [string, Json][] {
  return list.split(' ').map((word) => [word, value])
}

/**
 * The value of a plain scalar as kubectl takes it: sigs.k8s.io/yaml on go-yaml v2 (its `resolve`). YAML 1.1 booleans
 * with `y` and `n`, octal 0644 and 0o644, underscores in numbers; dates stay strings; no base 60.
 * Integers are exact up to 64 bits, with or without a sign; beyond that they are floats, as Go makes them. @throws ScalarProblem
 * for infinity and NaN
 */
export function resolvePlain(text: string): Json {
  const word = wordValues.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return text
  if (notFinite.test(text))
    throw new ScalarProblem(`${text} is a number that JSON can't hold`, "a number that JSON can't hold")
  if (text.startsWith('.')) return dotFloat.test(text) ? finite(Number(text.replaceAll('_', '')), text) : text
  if (datePattern.test(text)) return text
  const plain = text.replaceAll('_', '')
  const integer = toInteger(plain)
  if (integer !== undefined) return integerOf(integer)
  return floatPattern.test(plain) ? finite(Number(plain), text) : text
}

/** What Go's ParseFloat can't hold, go-yaml takes as a string. */
function finite(number: number, text: string): Json {
  if (!Number.isFinite(number)) return text
  return number === 0 ? 0 : numberOf(number)
}

/** Whether a plain scalar that is a number is a float: it is written as one, or is an integer of more than 64 bits. */
export function isFloatText(text: string): boolean {
  return toInteger(text.replaceAll('_', '')) === undefined
}

/** As strconv.ParseInt(text, 0, 64), else ParseUint: undefined where neither takes it. */
function toInteger(text: string): bigint | undefined {
  const match = integerPattern.exec(text)
  if (match === null) return undefined
  const [, sign = '', hex, binary, octal, decimal] = match
  const digits =
    hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : decimal
  const magnitude = BigInt(digits ?? 0)
  const limit = sign === '' ? 2n ** 64n - 1n : sign === '-' ? 2n ** 63n : 2n ** 63n - 1n
  if (magnitude > limit) return undefined
  return sign === '-' ? -magnitude : magnitude
}

/**
 * The value of a scalar with an explicit tag, e.g. `!!int` (short form). Unknown tags leave the text as it is;
 * a text that doesn't fit its tag throws ScalarProblem.
 */
export function resolveTagged(tag: string, text: string): Json {
  switch (tag) {
    case '!!binary':
      return decodeBase64(text)
    case '!!int':
      return expectTag(tag, text, (value) => isNumber(value) && !isFloatText(text))
    case '!!float': {
      const value = expectTag(tag, text, isNumber)
      return typeof value === 'bigint' ? numberOf(Number(value)) : value
    }
    case '!!bool':
      return expectTag(tag, text, (value) => typeof value === 'boolean')
    case '!!null':
      return expectTag(tag, text, (value) => value === null)
    case '!!timestamp':
      return expectTag(tag, text, (value) => typeof value === 'string' && datePattern.test(value))
    default:
      return text
  }
}

function isNumber(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

function expectTag(tag: string, text: string, fits: (value: Json) => boolean): Json {
  const value = resolvePlain(text)
  if (!fits(value)) throw new ScalarProblem(`\`${text}\` is not a ${tag}`, `the value is not a ${tag}`)
  return value
}

function decodeBase64(text: string): string {
  const compact = text.replaceAll(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    throw new ScalarProblem('the !!binary value is not base64')
  }
  return Buffer.from(compact, 'base64').toString('utf8')
}

/**
 * A plain scalar that is a mapping's key, as a string the way sigs.k8s.io/yaml makes it: `yes` is "true", `0644` is
 * "420", `1.50` is "1.5". Undefined for null, which JSON can't hold as a key.
 */
export function resolvePlainKey(text: string): string | undefined {
  if (notFinite.test(text)) return text.replace('+', '').toLowerCase()
  if (/^[-+0-9]/.test(text) && !datePattern.test(text)) {
    const integer = toInteger(text.replaceAll('_', ''))
    if (integer !== undefined) return String(integer)
  }
  const value = resolvePlain(text)
  return keyText(typeof value === 'bigint' ? Number(value) : value)
}

/** A key's value as a string, where it isn't a plain scalar. */
export function keyText(value: Json): string | undefined {
  if (typeof value === 'number') return formatFloat32(value)
  return value === null ? undefined : String(value)
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 32)`. */
function formatFloat32(value: number): string {
  const single = Math.fround(value)
  if (!Number.isFinite(single)) return value > 0 ? '.inf' : '-.inf'
  if (single === 0) return '0'
  let precision = 1
  while (precision < 9 && Math.fround(Number(value.toPrecision(precision))) !== single) precision += 1
  const [mantissa = '', exponent = '0'] = value.toExponential(precision - 1).split('e')
  const power = Number(exponent)
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  if (power >= -4 && power < 6) return String(Number(value.toPrecision(precision)))
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
