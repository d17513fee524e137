import type { Reading } from './escapes.ts'
import { type Form, formsOf, shortestSearched } from './forms.ts'
import type { Readings } from './readings.ts'

/** Where a value stands in a text. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** A power of two: 2 to this many slots. */
const slotBits = 20

/**
 * Finds the forms of many values in a text whose parts may stand for other characters (readings.ts). A form is known by a
 * number that its first characters make; from each offset of the text, only what begins as some form does is followed.
 */
export class Search {
  readonly #forms = new Map<number, Form[]>()
  /** Bit n of a slot: the first n + 1 characters of some form make a number of this slot. */
  readonly #begun = new Uint8Array(1 << slotBits)

  add(value: string): void {
    for (const form of formsOf(value)) {
      let number = 0
      for (let depth = 0; depth < shortestSearched; depth++) {
        number = withUnit(number, form.head.charCodeAt(depth))
        const slot = slotOf(number)
        this.#begun[slot] = (this.#begun[slot] ?? 0) | (1 << depth)
      }
      const others = this.#forms.get(number)
      if (others === undefined) this.#forms.set(number, [form])
      else others.push(form)
    }
  }

  /** In the order of their starts; they may overlap, but for those of one form. */
  find(readings: Readings): Found[] {
    const found: Found[] = []
    const ends = new Map<Form, number>()
    const tried = new Tried(readings)
    for (let start = 0; start < readings.text.length; start++) {
      for (const form of this.#formsFrom(start, readings)) {
        if (start < (ends.get(form) ?? 0)) continue
        const end = endOf(form.text(), readings, start, tried.forksOf(form))
        if (tried.isTooMuch) return [...found, { start, end: readings.text.length, value: form.value }]
        if (end < 0) continue
        ends.set(form, end)
        found.push({ ...widened({ start, end }, form, readings), value: form.value })
      }
    }
    return found
  }

  /** Those whose first characters stand there. */
  #formsFrom(start: number, readings: Readings): Iterable<Form> {
    const { text } = readings
    let forms: Set<Form> | undefined
    let ways: Way[] | undefined
    let seen: Set<number> | undefined
    let way: Way | undefined = { at: start, depth: 0, number: 0 }
    for (let taken = 1; way !== undefined; way = ways?.[taken++]) {
      let { at, depth, number } = way
      while (depth < shortestSearched) {
        for (const reading of readings.at(at)) {
          const next = this.#read(reading, depth, number)
          if (next === undefined) continue
          ways ??= [way]
          seen ??= new Set()
          const key = keyOf(next, start)
          if (seen.has(key)) continue
          seen.add(key)
          ways.push(next)
        }
        if (at === text.length) break
        number = withUnit(number, text.charCodeAt(at))
        if (!this.#hasBegun(number, depth)) break
        at++
        depth++
      }
      if (depth < shortestSearched) continue
      for (const form of this.#forms.get(number) ?? none) {
        forms ??= new Set()
        forms.add(form)
      }
    }
    return forms ?? none
  }

  /** undefined where no form goes on like this; none begins with a line break. */
  #read({ end, text: said }: Reading, reached: number, made: number): Way | undefined {
    if (said === '' && reached === 0) return undefined
    let depth = reached
    let number = made
    for (let unit = 0; unit < said.length && depth < shortestSearched; unit++, depth++) {
      number = withUnit(number, said.charCodeAt(unit))
      if (!this.#hasBegun(number, depth)) return undefined
    }
    return { at: end, depth, number }
  }

  #hasBegun(number: number, depth: number): boolean {
    return ((this.#begun[slotOf(number)] ?? 0) & (1 << depth)) !== 0
  }
}

const none: readonly Form[] = []

/** How far a way through a text has come: where it goes on, how many characters it has read, and what number they make. */
interface Way {
  readonly at: number
  readonly depth: number
  readonly number: number
}

/** The same for the same way: few characters are read, however long their escapes are. */
function keyOf({ at, depth, number }: Way, start: number): number {
  return ((at - start) * (shortestSearched + 1) + depth) * 2 ** 32 + number
}

function withUnit(number: number, unit: number): number {
  return (Math.imul(number, 0x01000193) + unit + 1) >>> 0
}

function slotOf(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> (32 - slotBits)
}

/**
 * Text made of nothing but escapes can be read in more ways than there is time for (`$$$$…`, where a value has many `$`). After
 * this many, and one more a character, all that is left of the text counts as the value.
 */
const mostWays = 200_000

/** What was tried to find the forms in one text. */
class Tried {
  /** Where ways fork, by form: whatever it began with, one that comes there again leads to nothing new. */
  readonly #forks = new Map<Form, Set<number>>()
  #left: number

  constructor({ text }: Readings) {
    this.#left = mostWays + text.length
  }

  get isTooMuch(): boolean {
    return this.#left <= 0
  }

  /** Notes a fork of a form; false where it was noted before, or there are too many. */
  forksOf(form: Form): (fork: number) => boolean {
    const forks = this.#forks.get(form) ?? new Set()
    this.#forks.set(form, forks)
    return (fork) => {
      if (forks.has(fork) || this.isTooMuch) return false
      forks.add(fork)
      this.#left--
      return true
    }
  }
}

/** Where a form that begins at an offset ends, at most; -1 where it doesn't stand there. */
function endOf(form: string, readings: Readings, start: number, isNew: (fork: number) => boolean): number {
  const ways = [{ at: start, done: 0 }]
  let furthest = -1
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    let next = waysOn(form, readings, way)
    for (let [one, other] = next; one !== undefined && other === undefined; [one, other] = next) {
      way = one
      next = waysOn(form, readings, way)
    }
    if (way.done === form.length) furthest = Math.max(furthest, way.at)
    if (next.length > 0 && isNew(way.at * (form.length + 1) + way.done)) ways.push(...next)
  }
  return furthest
}

/** How far a form has been found: up to an offset, and how many characters of it. */
interface Progress {
  readonly at: number
  readonly done: number
}

/** A stretch that stands for itself, or each reading of what doesn't; none at the end of the form. */
function waysOn(form: string, readings: Readings, { at, done }: Progress): Progress[] {
  const { text } = readings
  const plain = Math.min(readings.next(at) - at, form.length - done)
  if (plain > 0) {
    // Compared at once, which startsWith doesn't.
    const isSame = text.slice(at, at + plain) === form.slice(done, done + plain)
    return isSame ? [{ at: at + plain, done: done + plain }] : []
  }
  if (done === form.length || at === text.length) return []
  const ways: Progress[] = []
  if (text.charCodeAt(at) === form.charCodeAt(done)) ways.push({ at: at + 1, done: done + 1 })
  for (const { end, text: said } of readings.at(at))
    if (form.startsWith(said, done)) ways.push({ at: end, done: done + said.length })
  return ways
}

/** With the characters beside base64 that hold some bits of the value, and the padding. */
function widened(
  { start, end }: { readonly start: number; readonly end: number },
  { shares }: Form,
  { text, at }: Readings,
): { start: number; end: number } {
  if (shares === undefined) return { start, end }
  const after = (from: number, accepts: RegExp): number =>
    at(from).find(({ text: said }) => accepts.test(said))?.end ?? (accepts.test(text.charAt(from)) ? from + 1 : from)
  let first = start
  while (start - first < shares.before && ofBase64.test(text.charAt(first - 1))) first--
  let last = end
  for (let count = 0; count < shares.after; count++) last = after(last, ofBase64)
  return { start: first, end: shares.after > 0 ? after(after(last, padding), padding) : last }
}

const ofBase64 = /^[A-Za-z0-9+/_-]$/
const padding = /^=$/
