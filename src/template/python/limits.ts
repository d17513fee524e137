import { raise } from './error.ts'

/**
 * What one render may use up. The errors don't say how much it was: that may be made of a sensitive number.
 * Set and restored around a render by the runtime; read everywhere else.
 */
export interface Limits {
  /** Characters that a render may write. */
  maxOutput: number
  /** Items of one range(). */
  maxRange: number
  /** Characters of one string, or items of one list, that one operation makes. */
  maxRepeat: number
  /** Bits of one integer. */
  maxBits: number
  /** Nested calls: macros, includes, recursive loops. */
  maxDepth: number
  /** When the render must have ended, on the clock of `now`; Infinity for never. */
  deadline: number
  /** A monotonic clock, in milliseconds. */
  now: () => number
}

/** The limits of the running render, with the defaults while none runs. One object, so that reading it is one load. */
export const limits: Limits = {
  maxOutput: 64 * 1024 * 1024,
  maxRange: 10_000_000,
  maxRepeat: 16 * 1024 * 1024,
  maxBits: 1024 * 1024,
  maxDepth: 200,
  deadline: Number.POSITIVE_INFINITY,
  // `performance` would load node:perf_hooks: 2 ms.
  now: () => Number(process.hrtime.bigint() / 1_000_000n),
}

/** Nested containers that repr, comparison and hashing follow; Python's own recursion limit is about the same. */
export const maxNesting = 900

/** Charges a string or list of `length` before or after one operation makes it. */
export function chargeLength(length: number): void {
  if (length > limits.maxRepeat) {
    raise('LimitError', `a value exceeds the limit of ${limits.maxRepeat} characters or items`)
  }
  if (length > 1024) tick(length >> 6)
}

/** Charges a range() of `length` items. */
export function chargeRange(length: number): void {
  if (length > limits.maxRange) raise('LimitError', `range() exceeds the limit of ${limits.maxRange} items`)
}

/** Charges an integer of about `bits` bits. */
export function chargeBits(bits: number): void {
  if (bits > limits.maxBits) raise('LimitError', `an integer exceeds the limit of ${limits.maxBits} bits`)
}

let ticks = 0

/** Called for each item of work, or with the cost of a larger one in items; looks at the clock once in 1024 items. */
export function tick(cost = 1): void {
  ticks += cost
  if (ticks < 1024) return
  ticks = 0
  checkDeadline()
}

/** Throws where the running render has used up its time. */
export function checkDeadline(): void {
  if (limits.deadline !== Number.POSITIVE_INFINITY && limits.now() > limits.deadline) {
    raise('LimitError', 'the render exceeds its time limit')
  }
}
