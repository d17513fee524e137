import { isSign, longestEscape, type Reading, readEscape, readEscapes } from './escapes.ts'

/** Counts what a search does, in steps that take about the same time each. */
export interface Work {
  steps: number
}

/** JSON in JSON in JSON has three; more than this nobody writes. */
const mostLevels = 4

/** Of escapes whose sign is escaped itself. */
const mostNested = 2

/** All that the parts of a text may stand for beside themselves. */
export interface Readings {
  readonly text: string
  readonly count: number
  /** Where anything begins, in order. */
  readonly offsets: Int32Array
  /** What begins at an offset. */
  at(offset: number): readonly Reading[]
  /** The first offset from this one on where anything begins; the text's length where nothing does. */
  next(offset: number): number
}

const none: readonly Reading[] = []

/**
 * Reads a text on every level of escapes at once: a word may begin in one and go on in another. A line break may stand for
 * nothing or for a blank, with the blanks around it, and `+` for a blank.
 */
export function readingsOf(text: string): Readings {
  const found = new Map<number, Reading[]>()
  let count = 0
  const add = (reading: Reading, nested = 0): void => {
    const { start, end, text: said } = reading
    const others = found.get(start)
    if (others?.some((one) => one.end === end && one.text === said)) return
    if (others === undefined) found.set(start, [reading])
    else others.push(reading)
    count++
    if (said === '\n' || said === '\r') for (const text of ['', ' ']) add({ start, end, text })
    // An escape whose sign is escaped itself, whatever stands before it.
    if (nested === mostNested || !isSign(said)) return
    for (const inner of readEscape(said + text.slice(end, end + longestEscape), 0))
      add({ start, end: end + inner.end - 1, text: inner.text }, nested + 1)
  }
  let level = levelOf(text)
  for (let depth = 0; depth < mostLevels; depth++) {
    for (const one of breaksAndBlanks(level)) add(one)
    const { readings, others } = readEscapes(level.text)
    if (readings.length === 0) break
    for (const reading of [readings, others].flat()) add(inText(reading, level))
    level = unescaped(level, readings)
  }
  const offsets = Int32Array.from(found.keys()).sort()
  return {
    text,
    count,
    offsets,
    at: (offset) => (found.size === 0 ? none : (found.get(offset) ?? none)),
    next: (offset) => offsets[firstFrom(offsets, offset)] ?? text.length,
  }
}

/** A text with some levels of escapes taken away, and where each unit of it stands in the text as it was. */
interface Level {
  readonly text: string
  /** undefined while they are the text's own. */
  readonly starts: Int32Array | undefined
  readonly ends: Int32Array | undefined
}

function levelOf(text: string): Level {
  return { text, starts: undefined, ends: undefined }
}

function startOf({ starts }: Level, index: number): number {
  return starts === undefined ? index : (starts[index] ?? 0)
}

function endOf({ ends }: Level, index: number): number {
  return ends === undefined ? index + 1 : (ends[index] ?? 0)
}

function inText({ start, end, text }: Reading, level: Level): Reading {
  return { start: startOf(level, start), end: endOf(level, end - 1), text }
}

function unescaped(level: Level, readings: readonly Reading[]): Level {
  const starts = new Int32Array(level.text.length)
  const ends = new Int32Array(level.text.length)
  const pieces: string[] = []
  let length = 0
  let from = 0
  const put = (start: number, end: number) => {
    starts[length] = start
    ends[length] = end
    length++
  }
  const copy = (to: number) => {
    pieces.push(level.text.slice(from, to))
    for (let index = from; index < to; index++) put(startOf(level, index), endOf(level, index))
  }
  for (const reading of readings) {
    copy(reading.start)
    pieces.push(reading.text)
    const { start, end } = inText(reading, level)
    for (let unit = 0; unit < reading.text.length; unit++) put(start, end)
    from = reading.end
  }
  copy(level.text.length)
  return { text: pieces.join(''), starts, ends }
}

/** Line breaks with the blanks around them; in a form, `+` is such a blank. */
const broken = [
  { breaks: /[\r\n][ \t\r\n]*/g, blanks: ' \t' },
  { breaks: /[\r\n][ \t\r\n+]*/g, blanks: ' \t+' },
]

function* breaksAndBlanks(level: Level): Generator<Reading> {
  for (const { breaks, blanks } of broken) {
    let least = 0
    for (const { 0: found, index } of level.text.matchAll(breaks)) {
      let start = index
      while (start > least && blanks.includes(level.text.charAt(start - 1))) start--
      least = index + found.length
      const reading = inText({ start, end: least, text: '' }, level)
      yield reading
      yield { ...reading, text: ' ' }
    }
  }
  for (let at = level.text.indexOf('+'); at >= 0; at = level.text.indexOf('+', at + 1))
    yield { start: startOf(level, at), end: endOf(level, at), text: ' ' }
}

/** The place of the first number that is not less. */
function firstFrom(sorted: Int32Array, least: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
