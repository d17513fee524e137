import { shortestSearched } from './forms.ts'
import type { Readings, Work } from './readings.ts'

/** A power of two: 2 to this many slots. */
const slotBits = 20

/** Where something begins with a head. */
export interface Begin {
  readonly start: number
  readonly number: number
}

/** The number that the last characters of a head make, and how many they are: `number * 8 + depth`. */
type State = number
const nothing: State = 0
const none: readonly State[] = []

/**
 * Finds the first characters of forms, their heads, in a text whose parts may stand for other characters (readings.ts). A head is
 * known by a number that its characters make, from the last to the first. So a text is read from its end, and what parts of heads
 * begin at an offset is found once, however many ways lead there.
 */
export class Heads {
  /** Bit n of a slot: the last n + 1 characters of some head make a number of this slot. */
  readonly #made = new Uint8Array(1 << slotBits)

  /** Returns the head's number; another head may have the same. */
  add(head: string): number {
    let number = 0
    for (let depth = 0; depth < shortestSearched; depth++) {
      number = withUnit(number, head.charCodeAt(shortestSearched - 1 - depth))
      const slot = slotOf(number)
      this.#made[slot] = (this.#made[slot] ?? 0) | (1 << depth)
    }
    return number
  }

  /** In the order of the text. */
  find(readings: Readings, work: Work): Begin[] {
    const { text, offsets } = readings
    const found: Begin[] = []
    const states = new Map<number, readonly State[]>()
    let before = offsets.length - 1
    for (let at = text.length - 1; at >= 0; at--) {
      while (before > 0 && (offsets[before - 1] ?? 0) >= at) before--
      const next = offsets[before] ?? at
      if (next < at || next >= at + shortestSearched || offsets.length === 0) {
        this.#findPlain(text, at, found)
        continue
      }
      states.set(at, this.#statesAt(at, readings, states, found, work))
    }
    work.steps += text.length
    return found.reverse()
  }

  /** Where nothing stands for anything but itself. */
  #findPlain(text: string, start: number, found: Begin[]): void {
    if (start + shortestSearched > text.length) return
    let number = 0
    for (let depth = 0; depth < shortestSearched; depth++) {
      number = withUnit(number, text.charCodeAt(start + shortestSearched - 1 - depth))
      if (!this.#isMade(number, depth)) return
    }
    found.push({ start, number })
  }

  /** The parts of heads that begin at an offset; whole heads are found. */
  #statesAt(
    start: number,
    readings: Readings,
    states: ReadonlyMap<number, readonly State[]>,
    found: Begin[],
    work: Work,
  ): readonly State[] {
    const { text } = readings
    const begun: State[] = []
    const heads: number[] = []
    const move = (from: State, said: string, length: number) => {
      let state = from
      for (let unit = length - 1; unit >= 0; unit--) {
        const depth = state % 8
        const number = withUnit(Math.floor(state / 8), said.charCodeAt(unit))
        work.steps++
        if (!this.#isMade(number, depth)) return
        state = number * 8 + depth + 1
        if (depth + 1 < shortestSearched) continue
        if (unit === 0 && !heads.includes(number)) heads.push(number)
        return
      }
      if (!begun.includes(state)) begun.push(state)
    }
    const follow = (end: number, said: string) => {
      for (const state of states.get(end) ?? this.#statesOfPlain(text, end)) move(state, said, said.length)
      // A head may end within what a part stands for.
      for (let length = said.length; length > 0; length--) move(nothing, said, length)
    }
    follow(start + 1, text.charAt(start))
    for (const { end, text: said } of readings.at(start)) follow(end, said)
    for (const number of heads) found.push({ start, number })
    return begun.length === 0 ? none : begun
  }

  #statesOfPlain(text: string, start: number): readonly State[] {
    const states: State[] = []
    for (let length = 1; length < shortestSearched && start + length <= text.length; length++) {
      let number = 0
      let depth = 0
      while (depth < length) {
        number = withUnit(number, text.charCodeAt(start + length - 1 - depth))
        if (!this.#isMade(number, depth)) break
        depth++
      }
      if (depth === length) states.push(number * 8 + depth)
    }
    return states
  }

  #isMade(number: number, depth: number): boolean {
    return ((this.#made[slotOf(number)] ?? 0) & (1 << depth)) !== 0
  }
}

function withUnit(number: number, unit: number): number {
  return (Math.imul(number, 0x01000193) + unit + 1) >>> 0
}

function slotOf(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> (32 - slotBits)
}
