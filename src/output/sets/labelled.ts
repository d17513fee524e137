import type { Pen } from '../terminal/screen.ts'

/** A pen that puts the release in front of each line that it writes, `[prod_bus] `; of what spans several lines, in front of the first. */
export function labelled(pen: Pen, label: string): Pen {
  const prefix = `[${label}] `
  return {
    ...pen,
    colour: pen.colour,
    isTerminal: pen.isTerminal,
    columns: pen.columns,
    rows: pen.rows,
    region: undefined,
    fold: () => {},
    line: (text = '') => pen.line(`${prefix}${text}`),
    safeLine: (line) => pen.safeLine(`${prefix}${line}`),
  }
}
