import { widthOf } from './text-width.ts'

/** Where a terminal doesn't tell its size. */
export const usual = { columns: 80, rows: 24 }

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** Makes the region's lines for a terminal of this size; fewer than `rows`, each narrower than `columns`. */
export type Draw = (size: Size) => readonly string[]

/**
 * The last lines of a terminal, drawn again in place; what is written meanwhile goes above them. Each frame is one write that
 * overwrites line by line, so that nothing flickers. The cursor is hidden only within a frame and stands below the region
 * between two: however the process ends, the terminal is as it was.
 */
export class LiveRegion {
  readonly #stream: Stream
  readonly #finish: (line: string) => string
  #draw: Draw | undefined
  /** Widths of the lines as they stand on the terminal. */
  #drawn: readonly number[] = []
  #isHidden = false

  /** `finish` makes of a line what the terminal is sent (screen.ts). */
  constructor(stream: Stream, finish: (line: string) => string) {
    this.#stream = stream
    this.#finish = finish
  }

  /** Begins to show what `draw` makes. */
  open(draw: Draw): void {
    this.#draw = draw
    this.refresh()
  }

  refresh(): void {
    if (this.#draw !== undefined && !this.#isHidden) this.#frame('')
  }

  /** Takes the region away as long as something else has the terminal, a question or a pager. */
  async hideDuring<Result>(work: () => Promise<Result>): Promise<Result> {
    const isShown = !this.#isHidden
    this.#isHidden = true
    if (this.#draw !== undefined && isShown) this.#frame('')
    try {
      return await work()
    } finally {
      if (isShown) this.#isHidden = false
      this.refresh()
    }
  }

  /** Writes whole lines above the region. */
  write(text: string): void {
    if (this.#draw === undefined || this.#isHidden) this.#stream.write(text)
    else this.#frame(text)
  }

  /** Takes the region away. */
  close(): void {
    if (this.#draw === undefined) return
    this.#draw = undefined
    if (!this.#isHidden) this.#frame('')
  }

  #frame(above: string): void {
    const size = this.#size()
    const lines = this.#isHidden ? [] : (this.#draw?.(size) ?? []).map(this.#finish)
    const rows = this.#rowsDrawn(size)
    const back = `\r${rows > 0 ? `\x1b[${rows}A` : ''}`
    const before = above === '' ? '' : `\x1b[J${above}${above.endsWith('\n') ? '' : '\n'}`
    const overwritten = lines.map((line) => `${line}\x1b[K\n`).join('')
    this.#drawn = lines.map(widthOf)
    this.#stream.write(`\x1b[?25l${back}${before}${overwritten}\x1b[J\x1b[?25h`)
  }

  /** A terminal that became narrower wraps the lines that it shows. */
  #rowsDrawn({ columns }: Size): number {
    return this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0)
  }

  #size(): Size {
    return { columns: this.#stream.columns || usual.columns, rows: this.#stream.rows || usual.rows }
  }
}

/** The part of a writable stream that output needs. */
export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}
