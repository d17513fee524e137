/** Injected, so that tests need not wait. In milliseconds. */
export interface LockClock {
  /** Every duration: how long a holder sends no heartbeat, and how long to wait for it. */
  monotonicClock(): number
  /** What the Lease says of when it was taken and renewed, for people. No decision is made by it. */
  wallClock(): number
  /** Ends early when interrupted. */
  sleep(milliseconds: number): Promise<void>
  readonly interrupted: AbortSignal
  /** Says what takes time. */
  notify(message: string): void
}
