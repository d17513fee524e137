import type { SetRelease } from './release.ts'

/** Which releases of a set wait for which: by label, the labels of those that come before it. */
export type Before = ReadonlyMap<string, readonly string[]>

/** How a release of a set ended, as far as others that wait for it go by it. */
export type Ending = 'succeeded' | 'failed'

/**
 * Which release is next: one whose predecessors have all succeeded, in the order of the set. After a failure nothing new begins,
 * unless it goes on (`keepGoing`): then all begins that doesn't wait for what failed. Holds no clock and starts nothing itself.
 */
export class Schedule {
  readonly #waiting: SetRelease[]
  readonly #before: Before
  readonly #keepGoing: boolean
  readonly #ended = new Map<string, Ending>()
  readonly #running = new Set<string>()
  #stopped = false

  constructor(releases: readonly SetRelease[], before: Before, keepGoing: boolean) {
    const labels = new Set(releases.map(({ label }) => label))
    this.#waiting = [...releases]
    this.#before = new Map([...before].map(([label, all]) => [label, all.filter((one) => labels.has(one))]))
    this.#keepGoing = keepGoing
  }

  /** The next to begin, which counts as running from then on; undefined: none can begin now. */
  next(): SetRelease | undefined {
    if (this.#stopped) return undefined
    const index = this.#waiting.findIndex(({ label }) =>
      (this.#before.get(label) ?? []).every((one) => this.#ended.get(one) === 'succeeded'),
    )
    const [release] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (release !== undefined) this.#running.add(release.label)
    return release
  }

  /** A release that was running has ended. */
  end({ label }: SetRelease, ending: Ending): void {
    this.#running.delete(label)
    this.#ended.set(label, ending)
    if (ending === 'failed' && !this.#keepGoing) this.#stopped = true
  }

  /** Nothing new begins any more. */
  stop(): void {
    this.#stopped = true
  }

  get isRunning(): boolean {
    return this.#running.size > 0
  }

  /** What never began. */
  get left(): readonly SetRelease[] {
    return this.#waiting
  }

  /** The first of its predecessors that failed or never ran, by label; undefined: it doesn't wait for any. */
  blockedBy({ label }: SetRelease): string | undefined {
    return (this.#before.get(label) ?? []).find((one) => this.#ended.get(one) !== 'succeeded')
  }
}
