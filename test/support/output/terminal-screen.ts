import { Chalk } from 'chalk'
import type { Stream } from '../../../src/output/terminal/live-region.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'

/** A terminal of a given size that only remembers what it was sent; `rows` interprets the few sequences that kdeploy uses. */
export class Terminal implements Stream {
  readonly isTTY = true
  columns: number
  rows: number
  readonly writes: string[] = []

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  write(text: string): void {
    this.writes.push(text)
  }

  /** What stands on it in the end, from the first line ever written; throws for a sequence that it doesn't know. */
  screen(): string[] {
    const lines: string[] = ['']
    let [row, column] = [0, 0]
    const known = /\u001b\[(\?25[lh]|\d*[AJKm])|\r|\n|[^\u001b\r\n]/gu
    const text = this.writes.join('')
    if (text.replace(known, '') !== '') throw new Error(`unknown sequence in ${JSON.stringify(text)}`)
    for (const [token, sequence] of text.matchAll(known)) {
      if (token === '\n') {
        row += 1
        column = 0
        lines[row] ??= ''
      } else if (token === '\r') column = 0
      else if (sequence === undefined) {
        const line = lines[row] ?? ''
        lines[row] = line.slice(0, column).padEnd(column) + token + line.slice(column + token.length)
        column += token.length
      } else if (sequence.endsWith('A')) row -= Number(sequence.slice(0, -1))
      else if (sequence === 'K') lines[row] = (lines[row] ?? '').slice(0, column)
      else if (sequence === 'J') lines.splice(row, Number.POSITIVE_INFINITY, (lines[row] ?? '').slice(0, column))
    }
    return lines
  }
}

export function penOf(terminal: Terminal, environment: Record<string, string> = {}, redact = (text: string) => text) {
  const streams = { stdout: terminal, stderr: terminal }
  return createScreen(streams, { TERM: 'xterm', ...environment }, redact, new Chalk({ level: 1 })).err
}
