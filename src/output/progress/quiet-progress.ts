import { keyOf } from '../../manifest/identity.ts'
import type { Event } from '../../workflow/run/events.ts'
import type { Pen } from '../terminal/screen.ts'
import { showEvent } from './lines.ts'
import type { Progress } from './plain-progress.ts'

type Log = Extract<Event, { type: 'log' }>

/** Of a hook's log that is kept for its failure. */
const lastLines = 20

/** What goes on between the beginning and the end of a run, and is no failure. */
const passing: ReadonlySet<Event['type']> = new Set<Event['type']>([
  ...(['written', 'deleting', 'deleted', 'orphaned', 'hook', 'progress', 'ready', 'reminder'] as const),
])

/** The beginning of a run, what one has to know, and failures; the log of a hook only where it failed. */
export function quietProgress(pen: Pen): Progress {
  const logs = new Map<string, Log[]>()
  return {
    emit(event) {
      if (event.type === 'log') {
        const key = keyOf(event.ref)
        logs.set(key, [...(logs.get(key) ?? []), event].slice(-lastLines))
        return
      }
      if (event.type === 'failed') for (const line of logs.get(keyOf(event.report.ref)) ?? []) showEvent(line, pen)
      if (!passing.has(event.type)) showEvent(event, pen)
    },
    close() {},
  }
}
