import type { Draw, LiveRegion } from './live-region.ts'

/** The times in a table go on by the second, in milliseconds. */
const tick = 1000

/** What changes within this time, in milliseconds, is one frame. */
const burst = 50

/** A live region that is drawn again by the second, and soon after what it shows has changed. */
export class TickingRegion {
  readonly #region: LiveRegion
  readonly #draw: Draw
  #clock: NodeJS.Timeout | undefined
  #pending: NodeJS.Timeout | undefined

  constructor(region: LiveRegion, draw: Draw) {
    this.#region = region
    this.#draw = draw
  }

  /** Shows it, or what changed of it. */
  show(): void {
    if (this.#clock === undefined) {
      this.#region.open(this.#draw)
      this.#clock = setInterval(() => this.#region.refresh(), tick)
      return
    }
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined
      this.#region.refresh()
    }, burst)
  }

  hide(): void {
    clearInterval(this.#clock)
    clearTimeout(this.#pending)
    this.#clock = undefined
    this.#pending = undefined
    this.#region.close()
  }
}
