import { formatAge } from '../../duration.ts'
import type { Counts } from '../../kinds/rules/kind.ts'
import { keyOf } from '../../manifest/identity.ts'
import { shownLine } from '../../masking/shown.ts'
import type { Event, Unready } from '../../workflow/run/events.ts'
import type { LiveRegion } from '../terminal/live-region.ts'
import { namedAsShown } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'
import { TickingRegion } from '../terminal/ticking-region.ts'
import { readyLine, showEvent } from './lines.ts'
import { type Progress, plainProgress } from './plain-progress.ts'
import { drawRollout, type Row } from './rollout.ts'
import { showUnready } from './unready.ts'

/** What the table shows of an object. */
interface Told extends Unready {
  readonly counts: Counts | undefined
}

/**
 * The workloads that are waited for as a table at the end of the terminal; each leaves it with a last line when it is ready
 * or has failed. Everything else is written above the table.
 */
export function liveProgress(pen: Pen, region: LiveRegion, now: () => number): Progress {
  const rows = new Map<string, { row: Row; told: Unready }>()
  const failures: Extract<Event, { type: 'failed' }>[] = []
  const table = new TickingRegion(region, (size) =>
    drawRollout(
      [...rows.values()].map(({ row }) => row),
      now(),
      size,
      pen.colour,
    ),
  )
  const rowOf = (event: Told): Row => ({
    ref: event.ref,
    name: shownLine(namedAsShown(event.ref, pen.redact).name, (text) => text),
    waitingFor: shownLine(waitingFor(event), pen.redact),
    hasProblem: event.causes.length > 0,
    counts: event.counts,
    since: rows.get(keyOf(event.ref))?.row.since ?? now(),
  })
  const hide = () => {
    const left = [...rows.values()]
    rows.clear()
    table.hide()
    showUnready(
      left.map(({ told }) => told),
      pen,
    )
  }
  const enter = (told: Told) => {
    rows.set(keyOf(told.ref), { row: rowOf(told), told })
    table.show()
  }
  // They come together, when the waiting has ended; what they say is to stand last.
  const endWaiting = () => {
    if (failures.length === 0) return
    hide()
    for (const failure of failures.splice(0)) showEvent(failure, pen)
  }
  const leave = (key: string): string => {
    const since = rows.get(key)?.row.since
    rows.delete(key)
    return since === undefined ? '' : ` (${formatAge(now() - since)})`
  }
  return {
    emit(event) {
      if (event.type !== 'failed') endWaiting()
      switch (event.type) {
        case 'progress':
          enter({ ...event, causes: event.causes ?? [] })
          break
        case 'unready':
          for (const object of event.objects) enter({ ...object, counts: rows.get(keyOf(object.ref))?.row.counts })
          break
        case 'ready': {
          const took = leave(keyOf(event.ref))
          pen.safeLine(readyLine(event, pen) + took)
          break
        }
        case 'failed':
          leave(keyOf(event.report.ref))
          failures.push(event)
          break
        case 'reminder':
          break
        case 'error':
          hide()
          showEvent(event, pen)
          break
        default:
          showEvent(event, pen)
      }
    },
    close() {
      endWaiting()
      hide()
    },
  }
}

/** What stands in the way tells more than what is missing. */
export function waitingFor({ message, causes: [worst] }: Unready): string {
  return worst === undefined ? message.replace(/^waiting for /, '') : `${worst.reason}: ${worst.message}`
}

/** A live view of the rollout where the terminal can show one, else plain lines. `now` in milliseconds of a monotonic clock. */
export function createProgress(pen: Pen, now: () => number): Progress {
  return pen.region === undefined ? plainProgress(pen) : liveProgress(pen, pen.region, now)
}
