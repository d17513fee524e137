import { formatOrigin } from '../../errors.ts'
import { shownLine, shownText } from '../../masking/shown.ts'
import type { FailureReport, ReportedCause } from '../../workflow/run/events.ts'
import { objectName } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'

/** A failed workload: where it is from, and each cause with its pod, container and log. */
export function showFailure({ ref, place, message, causes }: FailureReport, pen: Pen): void {
  const { colour } = pen
  const foreign = (text: string) => shownLine(text, pen.redact)
  pen.safeLine(`${colour.red('failed')}   ${colour.bold(objectName(ref, pen.redact))}: ${foreign(message)}`)
  if (place !== undefined) pen.safeLine(`         from ${formatOrigin(place)}`)
  for (const cause of causes) {
    pen.safeLine(
      `         ${subjectOf(cause, pen.redact)}${colour.red(foreign(cause.reason))}: ${foreign(cause.message)}`,
    )
    for (const line of shownLines(cause.lines, pen.redact)) pen.safeLine(`           ${colour.dim('|')} ${line}`)
  }
}

/** The lines of a log, masked as a whole: a value may go over several of them. */
export function shownLines(lines: readonly string[], redact: (text: string) => string): string[] {
  return lines.length === 0 ? [] : shownText(lines.join('\n'), redact).split('\n')
}

/** `pod web-1, container app: `; nothing where the cause has neither. */
export function subjectOf({ pod, container }: ReportedCause, redact: (text: string) => string): string {
  const parts = [
    pod === undefined ? undefined : `pod ${pod}`,
    container === undefined ? undefined : `container ${redact(container)}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}
