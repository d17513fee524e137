import type { ClientRequest } from 'node:http'

/** How long an interrupted run waits for answers, in milliseconds; each answer gives the next request as long again. */
const graceTime = 1000

/** The run was interrupted before a response came; a write's outcome is unknown. */
class InterruptedRequest extends Error {
  override readonly name = 'InterruptedRequest'

  constructor() {
    super('interrupted before the API server answered')
  }
}

interface UnderWay {
  readonly writes: boolean
  readonly end: (error: Error) => void
}

/**
 * Ends requests after an interruption: reads at once; writes, and those that follow it
 * to record its state and release its lock, when the API server has not responded to any for a second.
 */
export class Interruption {
  readonly #underWay = new Set<UnderWay>()
  readonly #signal: AbortSignal | undefined
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
    if (signal?.aborted) this.#begin()
    else signal?.addEventListener('abort', () => this.#begin(), { once: true })
  }

  get begun(): boolean {
    return this.#signal?.aborted === true
  }

  /** Ends the request when its time has come; `end` is told first, as a request without a connection tells nobody. */
  follow(request: ClientRequest, writes: boolean, reject: (error: Error) => void): void {
    const entry: UnderWay = {
      writes,
      end: (error) => {
        reject(error)
        request.destroy(error)
      },
    }
    if (this.#over) {
      entry.end(new InterruptedRequest())
      return
    }
    this.#underWay.add(entry)
    request.once('close', () => this.#underWay.delete(entry))
    request.once('response', () => this.#timer?.refresh())
  }

  #begin(): void {
    for (const { writes, end } of this.#underWay) if (!writes) end(new InterruptedRequest())
    this.#timer = setTimeout(() => {
      this.#over = true
      for (const { end } of this.#underWay) end(new InterruptedRequest())
    }, graceTime)
    this.#timer.unref()
  }
}
