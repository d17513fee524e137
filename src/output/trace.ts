import { shownLine } from '../masking/shown.ts'
import type { Pen } from './terminal/screen.ts'

/**
 * Writes the lines of `--verbose`, each with the seconds since now before it; a live view stays below them. They quote what
 * others said, so they are masked before anything else happens to them. `now` in milliseconds of a monotonic clock.
 */
export function createTrace(pen: Pen, now: () => number): (line: string) => void {
  const began = now()
  return (line) => {
    const time = `[${((now() - began) / 1000).toFixed(3)}s]`
    pen.safeLine(`${pen.colour.dim(time)} ${shownLine(line, pen.redact)}`)
  }
}
