import { Bytes } from '../bytes.ts'
import { exactBinary, exponentText } from '../decimal.ts'
import { raise } from '../error.ts'
import { PyFloat } from '../float.ts'
import { bitLength, type Int, normalize } from '../integer.ts'
import { chargeLength } from '../limits.ts'
import type { PyValue } from '../object.ts'
import { truthy } from '../operators.ts'
import { asIndex, toIndex } from '../position.ts'
import { derive, isText, provenanceOf, textOf } from '../text.ts'
import { carry } from '../traced.ts'
import { Tuple } from '../tuple.ts'
import { type Entry, keywords, type MethodTable, methodTable, none } from './table.ts'

function intOf(value: PyValue): Int {
  return asIndex(value) ?? 0
}

/** The int that a value is, with its provenance: of a bool the number. */
function sameInt(value: PyValue): PyValue {
  return carry(intOf(value), value)
}

/** Objects/longobject.c; bool has them too. */
const intEntries: Readonly<Record<string, Entry<PyValue>>> = {
  bit_length: none((self) => bitLength(intOf(self))),
  bit_count: none((self) => {
    const int = intOf(self)
    return (int < 0 ? -int : int).toString(2).replaceAll('0', '').length
  }),
  conjugate: none(sameInt),
  as_integer_ratio: none((self) => new Tuple([sameInt(self), 1])),
  to_bytes: keywords("length=1 byteorder='big' * signed=False", (self, length = 1, order = 'big', signed = false) =>
    toBytes(self, toIndex(length), order, truthy(signed)),
  ),
}

export const intMethods: MethodTable<PyValue> = methodTable<PyValue>('int', intEntries)
export const boolMethods: MethodTable<PyValue> = methodTable<PyValue>('bool', intEntries)

function toBytes(self: PyValue, length: number, order: PyValue, isSigned: boolean): Bytes {
  const int = intOf(self)
  const name = isText(order) ? textOf(order) : ''
  if (name !== 'little' && name !== 'big') raise('ValueError', "byteorder must be either 'little' or 'big'")
  if (length < 0) raise('ValueError', 'length argument must be non-negative')
  chargeLength(length)
  if (int < 0 && !isSigned) raise('OverflowError', "can't convert negative int to unsigned")
  const bits = BigInt(length) * 8n
  const value = BigInt(int)
  const limit = isSigned ? (length === 0 ? 1n : 1n << (bits - 1n)) : 1n << bits
  const isTooBig = value < 0n ? -value > limit : length === 0 ? value > 0n : value >= limit
  if (isTooBig) raise('OverflowError', 'int too big to convert')
  const digits = (value < 0n ? value + (1n << bits) : value).toString(16).padStart(length * 2, '0')
  const data = Buffer.from(length === 0 ? '' : digits, 'hex')
  return new Bytes(name === 'little' ? data.reverse() : data, provenanceOf(self))
}

/** Attributes of int and bool. */
export const intValues: ReadonlyMap<string, (self: PyValue) => PyValue> = new Map([
  ['real', sameInt],
  ['imag', () => 0],
  ['numerator', sameInt],
  ['denominator', () => 1],
])

/** Objects/floatobject.c */
export const floatMethods: MethodTable<PyFloat> = methodTable<PyFloat>('float', {
  is_integer: none((self) => Number.isInteger(self.value)),
  conjugate: none((self) => self),
  hex: none((self) => derive(hexFloat(self.value), self)),
  as_integer_ratio: none((self) => new Tuple(integerRatio(self.value).map((part) => carry(part, self)))),
})

/** Attributes of float. */
export const floatValues: ReadonlyMap<string, (self: PyFloat) => PyValue> = new Map([
  ['real', (self: PyFloat): PyValue => self],
  ['imag', (): PyValue => new PyFloat(0)],
])

/** `float.hex()`: `0x1.8000000000000p+1` */
function hexFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (value === 0) return `${sign}0x0.0p+0`
  const { mantissa, exponent } = exactBinary(value)
  const isNormal = mantissa >= 0x10000000000000n
  const digits = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, '0')
  const power = exponentText(exponent + 52).replace(/^([+-])0(\d)$/, '$1$2')
  return `${sign}0x${isNormal ? 1 : 0}.${digits}p${power}`
}

function integerRatio(value: number): readonly [Int, Int] {
  if (Number.isNaN(value)) raise('ValueError', 'cannot convert NaN to integer ratio')
  if (!Number.isFinite(value)) raise('OverflowError', 'cannot convert Infinity to integer ratio')
  let { mantissa, exponent } = exactBinary(value)
  while (mantissa !== 0n && (mantissa & 1n) === 0n && exponent < 0) {
    mantissa >>= 1n
    exponent++
  }
  const signed = value < 0 ? -mantissa : mantissa
  if (mantissa === 0n) return [0, 1]
  if (exponent >= 0) return [normalize(signed << BigInt(exponent)), 1]
  return [normalize(signed), normalize(1n << BigInt(-exponent))]
}
