import type { Pen } from '../terminal/screen.ts'

/** Lines that are kept until they are written, masked by all that is known by then. */
export interface BufferedPen {
  readonly pen: Pen
  readonly isEmpty: () => boolean
  /** Writes them, and forgets them. */
  writeTo(pen: Pen): void
}

/** A pen like another one whose lines wait. */
export function bufferedPen(like: Pen): BufferedPen {
  let lines: ((pen: Pen) => void)[] = []
  const pen: Pen = {
    ...like,
    columns: like.columns,
    rows: like.rows,
    region: undefined,
    fold() {},
    line: (text) => lines.push((to) => to.line(text)),
    safeLine: (line) => lines.push((to) => to.safeLine(line)),
    prefixed: () => pen,
  }
  return {
    pen,
    isEmpty: () => lines.length === 0,
    writeTo(to) {
      const kept = lines
      lines = []
      for (const write of kept) write(to)
    },
  }
}
