import { joinNames } from '../../counts.ts'
import { shownLine } from '../../masking/shown.ts'
import type { Event, Unready } from '../../workflow/run/events.ts'
import { objectName } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'

/** Beyond it, those that nothing keeps from getting ready share a line. */
const maxLines = 3

/** A workload's state in a line, masked: what it waits for, and the gravest cause that stands in its way. */
export function waitingLine(
  { ref, message, causes }: Pick<Extract<Event, { type: 'progress' }>, keyof Unready>,
  pen: Pen,
): string {
  const [worst] = causes ?? []
  const because = worst === undefined ? '' : `; ${worst.reason}: ${worst.message}`
  return `${pen.colour.yellow('waiting')}  ${objectName(ref, pen.redact)}: ${shownLine(message + because, pen.redact)}`
}

/** What was still on its way when the waiting ended: a line for each in trouble; the others share one where they are many. */
export function showUnready(objects: readonly Unready[], pen: Pen): void {
  const quiet = objects.filter(({ causes }) => causes.length === 0)
  const alone = quiet.length <= maxLines ? objects : objects.filter(({ causes }) => causes.length > 0)
  for (const object of alone) pen.safeLine(waitingLine(object, pen))
  if (quiet.length <= maxLines) return
  const names = joinNames(quiet, maxLines, ({ ref }) => objectName(ref, pen.redact))
  pen.safeLine(`${pen.colour.yellow('waiting')}  ${quiet.length} not ready yet: ${names}`)
}
