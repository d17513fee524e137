import { formatPlace } from '../../errors.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Emit, Event } from '../../workflow/run/events.ts'

/**
 * What the releases of a set were told of already. Each is planned, and may be planned again before it is deployed: what it was told the
 * first time isn't told again. Releases share their files: a warning about one of them is told once for all.
 */
export class Told {
  readonly #each = new Map<string, Set<string>>()
  readonly #files = new Set<string>()

  /** What a release tells while it is planned first. */
  remembering({ label }: SetRelease, emit: Emit): Emit {
    const told = new Set<string>()
    this.#each.set(label, told)
    return (event) => {
      const key = event.type === 'begun' ? undefined : keyOf(event)
      if (key !== undefined) told.add(key)
      if (this.#isNew(event)) emit(event)
    }
  }

  /** What it tells afterwards, without what was told before. */
  withoutKnown({ label }: SetRelease, emit: Emit): Emit {
    const told = this.#each.get(label)
    return (event) => {
      const key = event.type === 'begun' ? undefined : keyOf(event)
      if (key !== undefined && told?.has(key)) return
      if (this.#isNew(event)) emit(event)
    }
  }

  #isNew(event: Parameters<Emit>[0]): boolean {
    if (event.type !== 'warning' || event.place === undefined) return true
    const key = keyOf(event) ?? ''
    if (this.#files.has(key)) return false
    this.#files.add(key)
    return true
  }
}

/** undefined for what is told each time that it happens. */
function keyOf(event: Event): string | undefined {
  switch (event.type) {
    case 'start':
      return 'start'
    case 'notice':
      return `notice ${event.message}`
    case 'warning':
      return `warning ${event.place === undefined ? '' : formatPlace(event.place)}: ${event.message}`
    default:
      return undefined
  }
}
