import type { Event } from '../../workflow/run/events.ts'
import type { Pen } from '../terminal/screen.ts'
import { HookLogs } from './hook-logs.ts'
import { showEvent } from './lines.ts'
import type { Progress } from './plain-progress.ts'

/** A wait that takes longer, in milliseconds, is told of, and again after as much. */
const longWait = 60_000

/** What goes on between the beginning and the end of a run, and is no failure. */
const passing: ReadonlySet<Event['type']> = new Set<Event['type']>([
  ...(['written', 'deleting', 'deleted', 'orphaned', 'moved', 'hook', 'progress', 'ready'] as const),
])

/** The beginning of a run, what one has to know, what a long wait is for, and failures; the log of a hook only where it failed. */
export function quietProgress(pen: Pen): Progress {
  const logs = new HookLogs()
  let reminded = 0
  return {
    emit(event) {
      if (event.type === 'log') {
        logs.keep(event)
        return
      }
      if (event.type === 'reminder') {
        // Another wait begins at nothing.
        if (event.elapsed < reminded) reminded = 0
        if (event.elapsed - reminded < longWait) return
        reminded = event.elapsed
      }
      if (event.type === 'failed') for (const line of logs.of(event.report.ref)) showEvent(line, pen)
      if (!passing.has(event.type)) showEvent(event, pen)
    },
    close() {},
  }
}
