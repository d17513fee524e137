const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The signals that end a run. The first one aborts `interrupted`, so that what was begun is ended in order; a second one ends
 * the process at once, whatever it is doing, as does the first one while something is computed: no handler runs then.
 */
export class Signals {
  readonly #interruption = new AbortController()
  readonly #handlers = names.map((name) => [name, () => this.interrupt(name)] as const)
  #computing = 0

  constructor() {
    this.#listen()
  }

  /** Its reason is the name of the signal. */
  get interrupted(): AbortSignal {
    return this.#interruption.signal
  }

  /** As if the signal had come. SIGHUP: the terminal is gone, and with it whoever could be asked. */
  interrupt(name: (typeof names)[number]): void {
    // A second one means it.
    if (this.interrupted.aborted) process.exit(name === 'SIGINT' ? 130 : 143)
    if (hasDefaults) this.#leave()
    this.#interruption.abort(name)
  }

  /** Implements World.compute. */
  async compute<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    await new Promise((resolve) => setImmediate(resolve))
    this.interrupted.throwIfAborted()
    if (!hasDefaults) return work()
    this.#computing += 1
    this.#leave()
    try {
      return await work()
    } finally {
      this.#computing -= 1
      if (this.#computing === 0) this.#listen()
    }
  }

  /** While a program has the terminal, Ctrl-C is for it alone: the terminal sends SIGINT to both. */
  async leaveInterrupts<Result>(work: () => Promise<Result>): Promise<Result> {
    const handler = this.#handlers.find(([name]) => name === 'SIGINT')?.[1] ?? leave
    process.on('SIGINT', leave)
    process.off('SIGINT', handler)
    try {
      return await work()
    } finally {
      if (!this.interrupted.aborted || !hasDefaults) process.on('SIGINT', handler)
      process.off('SIGINT', leave)
    }
  }

  #listen(): void {
    for (const [name, handler] of this.#handlers) process.on(name, handler)
  }

  /** Without a handler, the system ends the process. */
  #leave(): void {
    for (const [name, handler] of this.#handlers) process.off(name, handler)
  }
}

function leave(): void {}

/** To the first process of a container, a signal without a handler is none. */
const hasDefaults = process.pid !== 1
