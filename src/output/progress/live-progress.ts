import { joinNames } from '../../counts.ts'
import { formatAge } from '../../duration.ts'
import { keyOf } from '../../manifest/identity.ts'
import { shownLine } from '../../masking/shown.ts'
import type { Event } from '../../workflow/run/events.ts'
import type { LiveRegion } from '../terminal/live-region.ts'
import { namedAsShown, objectName } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'
import { progressLine, readyLine, showEvent } from './lines.ts'
import { type Progress, plainProgress } from './plain-progress.ts'
import { drawRollout, type Row } from './rollout.ts'

/** The times in the table go on by the second, in milliseconds. */
const tick = 1000

/** Beyond it, those that were still on their way share a line. */
const maxLinesLeft = 3

/** Events that come within this time, in milliseconds, are one frame. */
const burst = 50

/**
 * The workloads that are waited for as a table at the end of the terminal; each leaves it with a last line when it is ready
 * or has failed. Everything else is written above the table.
 */
export function liveProgress(pen: Pen, region: LiveRegion, now: () => number): Progress {
  const rows = new Map<string, { row: Row; line: string }>()
  const failures: Extract<Event, { type: 'failed' }>[] = []
  let clock: NodeJS.Timeout | undefined
  let pending: NodeJS.Timeout | undefined
  const rowOf = (event: Extract<Event, { type: 'progress' }>): Row => ({
    ref: event.ref,
    name: shownLine(namedAsShown(event.ref, pen.redact).name, (text) => text),
    waitingFor: shownLine(waitingFor(event), pen.redact),
    hasProblem: (event.causes ?? []).length > 0,
    counts: event.counts,
    since: rows.get(keyOf(event.ref))?.row.since ?? now(),
  })
  const show = () => {
    if (clock === undefined) {
      region.open((size) =>
        drawRollout(
          [...rows.values()].map(({ row }) => row),
          now(),
          size,
          pen.colour,
        ),
      )
      clock = setInterval(() => region.refresh(), tick)
      return
    }
    pending ??= setTimeout(() => {
      pending = undefined
      region.refresh()
    }, burst)
  }
  const hide = () => {
    clearInterval(clock)
    clearTimeout(pending)
    clock = undefined
    pending = undefined
    const left = [...rows.values()]
    rows.clear()
    region.close()
    showLeft(left, pen)
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
          rows.set(keyOf(event.ref), { row: rowOf(event), line: progressLine(event, pen) })
          show()
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
function waitingFor({ message, causes: [worst] = [] }: Extract<Event, { type: 'progress' }>): string {
  return worst === undefined ? message.replace(/^waiting for /, '') : `${worst.reason}: ${worst.message}`
}

/** What was still on its way when the waiting ended: a line for each in trouble; the others share one where they are many. */
function showLeft(left: readonly { readonly row: Row; readonly line: string }[], pen: Pen): void {
  const quiet = left.filter(({ row }) => !row.hasProblem)
  const alone = quiet.length <= maxLinesLeft ? left : left.filter(({ row }) => row.hasProblem)
  for (const { line } of alone) pen.safeLine(line)
  if (quiet.length <= maxLinesLeft) return
  const names = joinNames(quiet, maxLinesLeft, ({ row }) => objectName(row.ref, pen.redact))
  pen.safeLine(`${pen.colour.yellow('waiting')}  ${quiet.length} not ready yet: ${names}`)
}

/** A live view of the rollout where the terminal can show one, else plain lines. `now` in milliseconds of a monotonic clock. */
export function createProgress(pen: Pen, now: () => number): Progress {
  return pen.region === undefined ? plainProgress(pen) : liveProgress(pen, pen.region, now)
}
