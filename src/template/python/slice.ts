import { noteRefused } from '../refused.ts'
import { Bytes } from './bytes.ts'
import { raise } from './error.ts'
import type { PyValue } from './object.ts'
import { asIndex } from './position.ts'
import { Range } from './range.ts'
import { typeName } from './show.ts'
import { isText, joinText, sliceText, type Text, textOf } from './text.ts'
import { Tuple } from './tuple.ts'
import { Undefined } from './undefined.ts'
import { hasSurrogates, unitIndex, unitsAt } from './unicode.ts'

/** `value[start:stop:step]`; None stands for a bound that isn't given. @throws PyError TypeError, ValueError. */
export function slice(value: PyValue, start: PyValue, stop: PyValue, step: PyValue): PyValue {
  if (isText(value)) return sliceCharacters(value, start, stop, step)
  if (Array.isArray(value)) return sliceItems(value, start, stop, step)
  if (value instanceof Tuple) return new Tuple(sliceItems(value.items, start, stop, step))
  if (value instanceof Bytes) {
    return new Bytes(Uint8Array.from(sliceItems([...value.data], start, stop, step)), value.provenance)
  }
  if (value instanceof Range) {
    const bounds = resolve(value.length, start, stop, step)
    return new Range(value.at(bounds.start), value.at(bounds.stop), value.step * bounds.step, value.provenance)
  }
  if (value instanceof Undefined) return value.pyGetItem()
  if (typeof value === 'object' && value !== null && value.typeName === 'dict') {
    return raise('TypeError', "unhashable type: 'slice'")
  }
  return raise('TypeError', `'${typeName(value)}' object is not subscriptable`)
}

interface Bounds {
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly count: number
}

/** PySlice_AdjustIndices */
function resolve(length: number, start: PyValue, stop: PyValue, step: PyValue): Bounds {
  const by = bound(step) ?? 1
  if (by === 0) raise('ValueError', 'slice step cannot be zero')
  const lowest = by < 0 ? -1 : 0
  const highest = by < 0 ? length - 1 : length
  const clamp = (index: number | undefined, fallback: number): number => {
    if (index === undefined) return fallback
    return index < 0 ? Math.max(index + length, lowest) : Math.min(index, highest)
  }
  const from = clamp(bound(start), by < 0 ? highest : lowest)
  const to = clamp(bound(stop), by < 0 ? lowest : highest)
  return { start: from, stop: to, step: by, count: Math.max(0, Math.ceil((to - from) / by)) }
}

function bound(value: PyValue): number | undefined {
  if (value === null) return undefined
  if (typeof value === 'number') return value
  const index = asIndex(value)
  if (index === undefined) {
    noteRefused(value)
    raise('TypeError', 'slice indices must be integers or None or have an __index__ method')
  }
  return Number(index)
}

function sliceItems<T>(items: readonly T[], start: PyValue, stop: PyValue, step: PyValue): T[] {
  const bounds = resolve(items.length, start, stop, step)
  if (bounds.step === 1) return items.slice(bounds.start, Math.max(bounds.start, bounds.stop))
  const result: T[] = []
  for (let count = 0; count < bounds.count; count++) {
    const item = items[bounds.start + count * bounds.step]
    if (item !== undefined) result.push(item)
  }
  return result
}

function sliceCharacters(value: Text, start: PyValue, stop: PyValue, step: PyValue): Text {
  const text = textOf(value)
  const isAstral = hasSurrogates(text)
  const ends = isAstral ? characterEnds(text) : undefined
  const bounds = resolve(ends?.length ?? text.length, start, stop, step)
  if (bounds.step === 1) {
    const last = Math.max(bounds.start, bounds.stop)
    if (ends === undefined) return sliceText(value, bounds.start, last)
    return sliceText(value, unitIndex(text, bounds.start), unitIndex(text, last))
  }
  const parts: Text[] = []
  for (let count = 0; count < bounds.count; count++) {
    const index = bounds.start + count * bounds.step
    if (ends === undefined) parts.push(sliceText(value, index, index + 1))
    else parts.push(sliceText(value, index === 0 ? 0 : (ends[index - 1] ?? 0), ends[index] ?? 0))
  }
  return joinText(parts, '', typeof value !== 'string' && value.markup)
}

/** Where each character ends, in UTF-16 units. */
function characterEnds(text: string): number[] {
  const ends: number[] = []
  for (let at = 0; at < text.length; ) {
    at += unitsAt(text, at)
    ends.push(at)
  }
  return ends
}
