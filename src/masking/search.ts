import { type Place, placesOf, stepsOf } from './combined-search.ts'
import { endOf } from './follow.ts'
import { type Form, formsOf } from './forms.ts'
import { Heads } from './prefix-index.ts'
import type { Readings, Work } from './readings.ts'

/** Where a value stands in a text. */
export interface Found extends Place {
  readonly value: string
}

/** In one text, of what follows each form from all places at once: some seconds. */
const mostSteps = 2 ** 30

/**
 * Finds the forms of many values in a text whose parts may stand for other characters (readings.ts): where one begins (heads.ts),
 * it is followed (follow.ts); where that would take the square of its length, from all places at once (combined-search.ts); and where
 * even that would take too long, the rest of the text counts as the value.
 */
export class Search {
  /** What all searches took; it grows with a text's length, not with its square. */
  readonly work: Work = { steps: 0 }
  readonly #heads = new Heads()
  readonly #forms = new Map<number, Form[]>()
  readonly #mostSteps: number

  constructor(most = mostSteps) {
    this.#mostSteps = most
  }

  add(value: string): void {
    for (const form of formsOf(value)) {
      const number = this.#heads.add(form.head)
      const others = this.#forms.get(number)
      if (others === undefined) this.#forms.set(number, [form])
      else others.push(form)
    }
  }

  /** They may overlap, but for those of one form. */
  find(readings: Readings): Found[] {
    const found: Found[] = []
    const followed = new Map<Form, Followed>()
    let left = this.#mostSteps
    for (const { start, number } of this.#heads.find(readings, this.work)) {
      for (const form of this.#forms.get(number) ?? none) {
        const before = followed.get(form) ?? { end: 0, steps: 0 }
        if (start < before.end) continue
        const began = this.work.steps
        const end = endOf(form.text(), readings, start, mostFollowed(form.text(), readings) - before.steps, this.work)
        if (end === undefined) left -= stepsOf(form.text(), readings)
        const places =
          end === undefined ? this.#allPlaces(form, readings, start, left) : end < 0 ? [] : [{ start, end }]
        for (const place of places) found.push({ ...widened(place, form, readings), value: form.value })
        followed.set(form, {
          end: end === undefined ? readings.text.length : Math.max(before.end, end),
          steps: before.steps + this.work.steps - began,
        })
      }
    }
    return found
  }

  #allPlaces(form: Form, readings: Readings, start: number, left: number): Place[] {
    return left < 0 ? [{ start, end: readings.text.length }] : placesOf(form.text(), readings, start, this.work)
  }
}

const none: readonly Form[] = []

/** How far a form has been searched for, and in how many steps. */
interface Followed {
  readonly end: number
  readonly steps: number
}

/** The steps that a form is followed in, from wherever it may begin. */
function mostFollowed(form: string, { text }: Readings): number {
  return 2 * (text.length + form.length) + 4096
}

/** With the characters beside base64 that hold some bits of the value, and the padding. */
function widened({ start, end }: Place, { shares }: Form, { text, at }: Readings): Place {
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
