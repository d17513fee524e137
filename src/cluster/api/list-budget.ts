import { inBinaryUnits, listLimit } from '../connection/limits.ts'
import type { ResponseBody } from '../transport/response-body.ts'

/** What the pages of one list may be together, so that a list that never ends is seen as one. */
export class ListBudget {
  readonly #began = performance.now()
  readonly #tokens = new Set<string>()
  #bytes = 0
  #values = 0
  #pages = 0

  /** Whether a page continued with this token. */
  hasTaken(token: string): boolean {
    return this.#tokens.has(token)
  }

  /** Takes a page, and the token that continues behind it. Returns what is wrong, after `its answer`; undefined where nothing is. */
  take({ bytes, values }: ResponseBody, next: string | undefined): string | undefined {
    this.#bytes += bytes
    this.#values += values
    this.#pages += 1
    if (next === undefined) return undefined
    if (this.#tokens.has(next)) return 'repeats itself: a page continues with one that was already read'
    this.#tokens.add(next)
    if (this.#bytes > listLimit.bytes) return `is longer than ${inBinaryUnits(listLimit.bytes)}`
    if (this.#values > listLimit.values) return `has more than ${listLimit.values} values`
    if (this.#pages >= listLimit.pages) return `has over ${listLimit.pages} pages`
    if (performance.now() - this.#began > listLimit.milliseconds)
      return `takes longer than ${listLimit.milliseconds / 60_000} minutes`
    return undefined
  }
}
