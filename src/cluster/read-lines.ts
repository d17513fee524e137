import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'
import { TimeoutError } from './connection.ts'

export interface LineOptions {
  /** Milliseconds; a stream that is silent for longer fails. */
  readonly idle: number
  /** Ends the stream. */
  readonly signal: AbortSignal
  /** In characters; of a longer line only that it was left out is told. Default: any length. */
  readonly longest?: number | undefined
  /** Whether what follows the last line break is a line. Default: no, as the stream may have been cut off there. */
  readonly untilEnd?: boolean | undefined
}

/** The lines of an answer that goes on. The answer is given up when the reader stops. */
export async function* readLines(message: IncomingMessage, options: LineOptions): AsyncGenerator<string> {
  const { idle, signal, longest = Number.POSITIVE_INFINITY, untilEnd = false } = options
  const timer = setTimeout(() => message.destroy(new TimeoutError('answer', idle)), idle)
  const abort = (): void => void message.destroy()
  signal.addEventListener('abort', abort, { once: true })
  const body = message.headers['content-encoding'] === 'gzip' ? message.pipe(createGunzip()) : message
  body.setEncoding('utf8')
  let rest = ''
  let isTooLong = false
  const told = (line: string) =>
    isTooLong || line.length > longest ? `(a line of more than ${longest} characters is left out)` : line
  try {
    for await (const chunk of body) {
      timer.refresh()
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        yield told(line)
        isTooLong = false
      }
      if (rest.length > longest) {
        rest = ''
        isTooLong = true
      }
    }
    if (untilEnd && (rest !== '' || isTooLong)) yield told(rest)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    message.destroy()
  }
}
