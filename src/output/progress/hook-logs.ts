import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Event } from '../../workflow/run/events.ts'

type Log = Extract<Event, { type: 'log' }>

/** Lines of a hook's log that are kept for its failure. */
export const lastLines = 20

/** The last lines of each hook's log, for a view that shows them again, or for the first time, where the hook failed. */
export class HookLogs {
  readonly #logs = new Map<string, readonly Log[]>()

  keep(line: Log): void {
    this.#logs.set(keyOf(line.ref), [...this.of(line.ref), line].slice(-lastLines))
  }

  /** Oldest first. */
  of(ref: ObjectRef): readonly Log[] {
    return this.#logs.get(keyOf(ref)) ?? []
  }
}
