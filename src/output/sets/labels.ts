import { widestOf } from '../../columns.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Pen } from '../terminal/screen.ts'

/** A longer label pushes its own lines to the right, and no others. */
const widest = 24

/** Pens that put the label of a release in front of every line, `[prod_bus] `, so that the lines of all stand below each other. */
export class Labels {
  readonly #pen: Pen
  #width = 0

  constructor(pen: Pen) {
    this.#pen = pen
  }

  /** Which labels there are. */
  align(releases: readonly SetRelease[]): void {
    const labels = releases.map(({ label }) => label)
    this.#width = widestOf(
      labels.filter((label) => label.length <= widest),
      (text) => text.length,
    )
  }

  /** The pen of a release; `to`: in place of the one that all have. */
  of({ label }: SetRelease, to: Pen = this.#pen): Pen {
    return to.prefixed(`${to.colour.dim(`[${label}]`.padEnd(this.#width + 2))} `)
  }
}
