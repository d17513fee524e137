import { count, joinNames } from '../../counts.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Pen } from '../terminal/screen.ts'

/** What ends within this time, in milliseconds, is told together. */
const burst = 2000

/** Releases that a line names; more are counted. */
const mostNamed = 12

/** Releases in which there was nothing to do share a line. */
export class Unchanged {
  readonly #pen: Pen
  #labels: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(pen: Pen) {
    this.#pen = pen
  }

  add({ label }: SetRelease): void {
    this.#labels.push(label)
    this.#timer ??= setTimeout(() => this.flush(), burst)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const labels = this.#labels
    this.#labels = []
    if (labels.length === 0) return
    const line = `${count(labels.length, 'release')} unchanged: ${joinNames(labels, mostNamed)}`
    this.#pen.safeLine(this.#pen.colour.dim(line))
  }
}
