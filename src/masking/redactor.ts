import { type Masker, shortestSearched } from './forms.ts'
import { readingsOf } from './readings.ts'
import { type Found, Search } from './search.ts'

/** What a value was masked with before. */
const token = /\(masked(?: \d+)?\)/g

/** Finds known sensitive values in text that kdeploy didn't write: API errors, events, logs, command output, stack traces. */
export class Redactor {
  readonly #mask: Masker
  readonly #values = new Set<string>()
  /** Values that were learned since the last search. */
  #unsearched: string[] = []
  #search: Search | undefined

  constructor(mask: Masker) {
    this.#mask = mask
  }

  learn(value: string): void {
    if (value.length < shortestSearched || this.#values.has(value)) return
    this.#values.add(value)
    this.#unsearched.push(value)
  }

  /** A token that the text holds already is left as it is, whatever the values are. */
  redact(text: string): string {
    return replaceRuns(text, this.#runsIn(text), this.#mask)
  }

  /** The same for lines of one text, also where a value goes on in the next one: each line of it becomes the token. */
  redactLines(lines: readonly string[]): string[] {
    const runs = this.#runsIn(lines.join('\n'))
    if (runs.length === 0) return [...lines]
    let start = 0
    let first = 0
    return lines.map((line) => {
      const end = start + line.length
      while ((runs[first]?.end ?? Number.POSITIVE_INFINITY) <= start) first++
      const own: Piece[] = []
      for (let index = first; (runs[index]?.start ?? end) < end; index++) {
        const run = runs[index]
        if (run !== undefined) own.push(pieceOf(run, line, start))
      }
      start = end + 1
      return replaceRuns(
        line,
        own.filter((piece) => piece.start < piece.end),
        this.#mask,
      )
    })
  }

  #runsIn(text: string): Run[] {
    if (this.#values.size === 0 || text.length < shortestSearched) return []
    this.#search ??= new Search()
    const search = this.#search
    for (const value of this.#unsearched) search.add(value)
    this.#unsearched = []
    return joinRuns(outsideTokens(text, search.find(readingsOf(text))))
  }
}

/** A part of a text that becomes one token. */
interface Piece {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** The token is that of the longest value in it. */
interface Run extends Piece {
  end: number
  value: string
  longest: number
}

/** What of a run stands in a line that begins at an offset, but for the line's indentation. */
function pieceOf({ start, end, value }: Run, line: string, offset: number): Piece {
  const indent = line.length - line.trimStart().length
  return {
    start: start < offset ? indent : start - offset,
    end: Math.min(end - offset, line.length),
    value,
  }
}

/** In the order of the text, without what is a part of a token. */
function outsideTokens(text: string, found: readonly Found[]): Found[] {
  const sorted = found.toSorted((a, b) => a.start - b.start || b.end - a.end)
  if (sorted.length === 0) return sorted
  const tokens = [...text.matchAll(token)].map(({ 0: masked, index }) => ({ start: index, end: index + masked.length }))
  let at = 0
  return sorted.filter(({ start, end }) => {
    while ((tokens[at]?.end ?? Number.POSITIVE_INFINITY) <= start) at++
    const beside = tokens[at]
    return beside === undefined || start < beside.start || beside.end < end
  })
}

/** What overlaps is one run, so that no end of a value is left. */
function joinRuns(sorted: readonly Found[]): Run[] {
  const runs: Run[] = []
  for (const { start, end, value } of sorted) {
    const last = runs.at(-1)
    if (last === undefined || start >= last.end) {
      runs.push({ start, end, value, longest: end - start })
      continue
    }
    last.end = Math.max(last.end, end)
    if (end - start <= last.longest) continue
    last.value = value
    last.longest = end - start
  }
  return runs
}

function replaceRuns(text: string, runs: readonly Piece[], mask: Masker): string {
  let shown = ''
  let at = 0
  for (const { start, end, value } of runs) {
    shown += text.slice(at, start) + mask(value)
    at = end
  }
  return shown + text.slice(at)
}
