import { inBinaryUnits, listLimit } from '../connection/limits.ts'
import type { ResponseBody } from '../transport/response-body.ts'

/** What the pages of one list may be together, so that a list that never ends is seen as one. */
export class ListBudget {
  readonly #began = performance.now()
  readonly #tokens = new Set<string>()
  #bytes = 0
  #values = 0
  #pages = 0

  /** Takes a page, and the token that continues behind it. Returns what is wrong, after `its answer`; undefined where nothing is. */
  take({ bytes, values }: ResponseBody, next: string | undefined): string | undefined {
    this.#bytes += bytes
    this.#values += values
    this.#pages += 1
    if (next === undefined) return undefined
    if (this.#tokens.has(next)) return 'goes round in circles: a page continues with one that was read already'
    this.#tokens.add(next)
    if (this.#bytes > listLimit.bytes) return `is over ${inBinaryUnits(listLimit.bytes)} long, and goes on`
    if (this.#values > listLimit.values) return `holds over ${listLimit.values} values, and goes on`
    if (this.#pages >= listLimit.pages) return `has over ${listLimit.pages} pages`
    if (performance.now() - this.#began > listLimit.milliseconds)
      return `takes longer than ${listLimit.milliseconds / 60_000} minutes, page after page`
    return undefined
  }
}
