import type { Event } from '../../workflow/run/events.ts'
import type { Pen } from '../terminal/screen.ts'
import { showEvent } from './lines.ts'
import { waitingLine } from './unready.ts'

/** How a run is shown while it goes on. */
export interface Progress {
  emit(event: Event): void
  /** The run ended: a live view is taken away. */
  close(): void
}

/** One line per change of state, each said once: a cause that comes and goes doesn't fill a log. */
export function plainProgress(pen: Pen): Progress {
  const said = new Set<string>()
  return {
    emit(event) {
      if (event.type === 'progress') {
        const line = waitingLine(event, pen)
        if (said.has(line)) return
        said.add(line)
      }
      // A new plan waits again.
      if (event.type === 'planned') said.clear()
      showEvent(event, pen)
    },
    close() {},
  }
}
