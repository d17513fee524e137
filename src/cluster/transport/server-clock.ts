/**
 * The API server's clock, by which the times in objects were written: its answers' Date header, and the time that passed
 * since. This machine's own may be minutes off, or step.
 */
export class ServerClock {
  /** Milliseconds between the monotonic clock and the server's; undefined before the first answer. */
  #ahead: number | undefined

  /** Takes the Date header of an answer that has just come. */
  note(date: string | undefined): void {
    const told = Date.parse(date ?? '')
    if (!Number.isNaN(told)) this.#ahead = told - performance.now()
  }

  /** Milliseconds since 1970; this machine's where no answer told. */
  now(): number {
    return this.#ahead === undefined ? Date.now() : this.#ahead + performance.now()
  }
}
