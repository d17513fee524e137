import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { TimeoutError } from '../connection/connection.ts'
import { asResponseError, unpacked } from './response-body.ts'

export interface LineOptions {
  /** Milliseconds; a stream that ends no line for longer fails. */
  readonly idle: number
  /** Ends the stream. */
  readonly signal: AbortSignal
  /** In characters. */
  readonly longest: number
  /** What stands for a line that is longer, or throws. */
  readonly tooLong: (longest: number) => string
  /** Whether what follows the last line break is a line. Default: no, as the stream may have been cut off there. */
  readonly untilEnd?: boolean | undefined
}

/** The lines of an answer that goes on. The answer is given up when the reader stops. */
export async function* readLines(message: IncomingMessage, options: LineOptions): AsyncGenerator<string> {
  const { idle, signal, longest, tooLong, untilEnd = false } = options
  const timer = setTimeout(() => message.destroy(new TimeoutError('response', idle)), idle)
  const abort = (): void => void message.destroy()
  signal.addEventListener('abort', abort, { once: true })
  const line = new Line(longest, tooLong)
  try {
    const body = unpacked(message).setEncoding('utf8') as Readable & AsyncIterable<string>
    for await (const chunk of body) {
      let start = 0
      for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
        line.add(chunk.slice(start, end))
        yield line.take()
        timer.refresh()
        start = end + 1
      }
      line.add(chunk.slice(start))
    }
    if (untilEnd && !line.isEmpty) yield line.take()
  } catch (error) {
    throw asResponseError(error)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    message.destroy()
  }
}

/** A line whose pieces come one by one; of one that is too long nothing is kept. */
class Line {
  readonly #longest: number
  readonly #tooLong: (longest: number) => string
  #pieces: string[] = []
  #length = 0
  /** What stands for it where it is too long. */
  #instead: string | undefined

  constructor(longest: number, tooLong: (longest: number) => string) {
    this.#longest = longest
    this.#tooLong = tooLong
  }

  get isEmpty(): boolean {
    return this.#length === 0
  }

  add(piece: string): void {
    this.#length += piece.length
    if (this.#length <= this.#longest) {
      if (piece !== '') this.#pieces.push(piece)
      return
    }
    this.#pieces = []
    this.#instead ??= this.#tooLong(this.#longest)
  }

  take(): string {
    const line = this.#instead ?? this.#pieces.join('')
    this.#pieces = []
    this.#length = 0
    this.#instead = undefined
    return line
  }
}
