import { Bytes } from './bytes.ts'
import { raise } from './error.ts'
import { inherit } from './inherit.ts'
import { chargeLength } from './limits.ts'
import type { PyValue } from './object.ts'
import { asIndex, toIndex } from './position.ts'
import { typeName } from './show.ts'
import { isText, joinText, type Text, textOf } from './text.ts'
import { Tuple } from './tuple.ts'

type Sequence = Text | PyValue[] | Tuple | Bytes

/** What `*` repeats. */
export function isSequence(value: PyValue): value is Sequence {
  return isText(value) || Array.isArray(value) || value instanceof Tuple || value instanceof Bytes
}

/** `value * by`. @throws PyError TypeError, OverflowError. */
export function repeatBy(value: Sequence, by: PyValue): PyValue {
  if (asIndex(by) === undefined) {
    raise('TypeError', `can't multiply sequence by non-int of type '${typeName(by)}'`)
  }
  return inherit(repeat(value, Math.max(0, toCount(by))), by)
}

/** An int as a number of repetitions. */
export function toCount(by: PyValue): number {
  const count = asIndex(by)
  if (typeof count === 'bigint' && count !== BigInt.asIntN(64, count)) {
    raise('OverflowError', "cannot fit 'int' into an index-sized integer")
  }
  return toIndex(by)
}

function repeat(value: Sequence, count: number): PyValue {
  if (isText(value)) return repeatText(value, count)
  if (value instanceof Bytes) {
    chargeLength(value.data.length * count)
    return new Bytes(
      Buffer.concat(Array.from({ length: value.data.length === 0 ? 0 : count }, () => value.data)),
      value.provenance,
    )
  }
  const items = Array.isArray(value) ? value : value.items
  chargeLength(items.length * count)
  const result: PyValue[] = []
  for (let round = 0; items.length > 0 && round < count; round++) {
    for (const item of items) result.push(item)
  }
  return Array.isArray(value) ? result : new Tuple(result)
}

/** `value * count`, spans kept. */
export function repeatText(value: Text, count: number): Text {
  const { length } = textOf(value)
  chargeLength(length * count)
  if (typeof value === 'string') return length === 0 ? '' : value.repeat(count)
  return joinText(
    Array.from({ length: length === 0 ? 0 : count }, () => value),
    '',
    value.markup,
  )
}
