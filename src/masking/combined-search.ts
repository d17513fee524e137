import type { Readings, Work } from './readings.ts'

/** A part of a text. */
export interface Place {
  readonly start: number
  readonly end: number
}

/**
 * Where a form stands in a text from an offset on, each place as long as it may be, none within another: for a form that is so
 * like itself that following it from each place where it may begin (follow.ts) would take the square of its length. All places
 * are followed at once, in time that grows with the text times the form's length in words of 32 bits.
 */
export function placesOf(form: string, readings: Readings, from: number, work: Work): Place[] {
  const found: Place[] = []
  const moves = new Moves(form)
  let least = from
  for (const start of beginsOf(form, readings, from, work)) {
    if (start < least) continue
    least = longestEnd(moves, readings, start, work)
    found.push({ start, end: least })
  }
  return found
}

/** The steps that it takes at most, about; each kind of character in the form takes memory too, which counts more. */
export function stepsOf(form: string, { text, count }: Readings): number {
  return wordsOf(form) * 2 * (text.length + count + 16 * new Set(form).size)
}

/** Bit n: n characters of a form were read. */
type Reads = Uint32Array

function wordsOf(form: string): number {
  return (form.length >>> 5) + 1
}

function has(reads: Reads, count: number): boolean {
  return ((reads[count >>> 5] ?? 0) & (1 << (count & 31))) !== 0
}

function add(reads: Reads, count: number): void {
  reads[count >>> 5] = (reads[count >>> 5] ?? 0) | (1 << (count & 31))
}

function without(reads: Reads, count: number): Reads {
  const others = new Uint32Array(reads)
  others[count >>> 5] = (others[count >>> 5] ?? 0) & ~(1 << (count & 31))
  return others
}

/** Returns whether there is any. */
function addAll(reads: Reads, others: Reads): boolean {
  let any = 0
  for (let word = 0; word < reads.length; word++) {
    const both = (reads[word] ?? 0) | (others[word] ?? 0)
    reads[word] = both
    any |= both
  }
  return any !== 0
}

/** How the characters of a text move on what was read of a form: the Shift-And method of Baeza-Yates and Gonnet. */
class Moves {
  readonly length: number
  readonly #words: number
  /** Bit n: the form's character number n, from 1 on, is this one. */
  readonly #places = new Map<number, Reads>()

  constructor(form: string) {
    this.length = form.length
    this.#words = wordsOf(form)
    for (let index = 0; index < form.length; index++) {
      const unit = form.charCodeAt(index)
      const places = this.#places.get(unit) ?? this.nothing()
      add(places, index + 1)
      this.#places.set(unit, places)
    }
  }

  nothing(): Reads {
    return new Uint32Array(this.#words)
  }

  by(text: string, from: Reads, work: Work): Reads {
    let reads = from
    for (let index = 0; index < text.length; index++) reads = this.#byUnit(text.charCodeAt(index), reads, work)
    return reads
  }

  #byUnit(unit: number, from: Reads, work: Work): Reads {
    const moved = this.nothing()
    const places = this.#places.get(unit)
    work.steps += this.#words
    if (places === undefined) return moved
    let carried = 0
    for (let word = 0; word < moved.length; word++) {
      const own = from[word] ?? 0
      moved[word] = ((own << 1) | carried) & (places[word] ?? 0)
      carried = own >>> 31
    }
    return moved
  }
}

/** Every offset at which the form begins, in order: what has been read of it from its end is known at each. */
function beginsOf(form: string, readings: Readings, from: number, work: Work): number[] {
  const { text } = readings
  const moves = new Moves(reversed(form))
  const firstUses = firstUsesOf(readings)
  const kept = new Map<number, Reads>()
  const begins: number[] = []
  let reads = moves.nothing()
  for (let at = text.length; at >= from; at--) {
    if (at < text.length) reads = moves.by(text.charAt(at), reads, work)
    for (const { end, text: said } of readings.at(at)) {
      const read = kept.get(end)
      if (read !== undefined) addAll(reads, moves.by(reversed(said), read, work))
    }
    for (const { end } of readings.at(at)) if (firstUses.get(end) === at) kept.delete(end)
    if (has(reads, moves.length)) begins.push(at)
    add(reads, 0)
    if (firstUses.has(at)) kept.set(at, without(reads, moves.length))
  }
  return begins.reverse()
}

/** For each offset at which readings end, where the first of them begins. */
function firstUsesOf(readings: Readings): Map<number, number> {
  const uses = new Map<number, number>()
  for (const start of readings.offsets)
    for (const { end } of readings.at(start)) if (!uses.has(end)) uses.set(end, start)
  return uses
}

function longestEnd(moves: Moves, readings: Readings, start: number, work: Work): number {
  const { text } = readings
  const ahead = new Map<number, Reads>()
  let reads = moves.nothing()
  add(reads, 0)
  let end = start
  for (let at = start; at <= text.length; at++) {
    const isAny = addAll(reads, ahead.get(at) ?? reads)
    if (!isAny && ahead.size === 0) break
    ahead.delete(at)
    if (has(reads, moves.length)) end = at
    const begun = without(reads, moves.length)
    for (const { end: next, text: said } of readings.at(at)) {
      if (said === '' && at === start) continue
      const moved = said === '' ? new Uint32Array(begun) : moves.by(said, begun, work)
      if (addAll(moved, ahead.get(next) ?? moved)) ahead.set(next, moved)
    }
    reads = moves.by(text.charAt(at), reads, work)
  }
  return end
}

function reversed(text: string): string {
  return text.split('').reverse().join('')
}
