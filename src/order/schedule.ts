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
  #firstFailed: string | undefined
  #stopped = false
  #interrupted = false

  constructor(releases: readonly SetRelease[], before: Before, keepGoing: boolean) {
    this.#waiting = [...releases]
    this.#before = within(releases, before)
    this.#keepGoing = keepGoing
  }

  /** The next to begin, which counts as running from then on; undefined: none can begin now. */
  next(): SetRelease | undefined {
    if (this.#stopped) return undefined
    const index = this.#waiting.findIndex(({ label }) =>
      (this.#before.get(label) ?? []).every((one) => this.#ended.get(one) === 'succeeded'),
    )
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]
  }

  /** A release that was running has ended. */
  end({ label }: SetRelease, ending: Ending): void {
    this.#ended.set(label, ending)
    if (ending === 'succeeded') return
    this.#firstFailed ??= label
    if (!this.#keepGoing) this.#stopped = true
  }

  /** A signal came: nothing new begins any more. */
  interrupt(): void {
    this.#stopped = true
    this.#interrupted = true
  }

  /** Why a release never began, once all has ended: `it needs prod_api, which needs prod_bus, which failed`. */
  whyNotBegun({ label }: SetRelease): string {
    const path = this.#pathToFailed(label)
    if (path.length > 0) return `it needs ${path.join(', which needs ')}, which failed`
    if (this.#interrupted) return 'interrupted'
    return this.#firstFailed === undefined ? 'nothing began any more' : `${this.#firstFailed} failed before`
  }

  /** What a release waits for that failed, or never began as what it waits for itself failed; undefined: nothing. */
  blockedBy({ label }: SetRelease): string | undefined {
    return this.#pathToFailed(label)[0]
  }

  /** The shortest chain of what a release waits for, to one that failed; empty: none did. */
  #pathToFailed(label: string): readonly string[] {
    const paths = new Map<string, readonly string[]>([[label, []]])
    for (const [at, path] of paths) {
      for (const one of this.#before.get(at) ?? []) {
        if (this.#ended.get(one) === 'failed') return [...path, one]
        if (!paths.has(one)) paths.set(one, [...path, one])
      }
    }
    return []
  }
}

/** All that comes before a release, directly or not, by label; sorted. */
export function everythingBefore(label: string, before: Before): string[] {
  const all = new Set(before.get(label))
  for (const one of all) for (const further of before.get(one) ?? []) all.add(further)
  return [...all].sort()
}

/** Without what isn't among the releases. */
function within(releases: readonly SetRelease[], before: Before): Before {
  const labels = new Set(releases.map(({ label }) => label))
  return new Map([...before].map(([label, all]) => [label, all.filter((one) => labels.has(one))]))
}
