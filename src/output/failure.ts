import { formatPlace } from '../errors.ts'
import { describeRef } from '../manifest/identity.ts'
import type { FailureReport, ReportedCause } from '../workflow/events.ts'
import { oneLine, printable } from './printable.ts'
import type { Pen } from './screen.ts'

/** A failed workload: where it is from, and each cause with its pod, container and log. */
export function showFailure({ ref, place, message, causes }: FailureReport, pen: Pen): void {
  const { colour } = pen
  pen.line(`${colour.red('failed')}   ${colour.bold(describeRef(ref))}: ${oneLine(message)}`)
  if (place !== undefined) pen.line(`         from ${formatPlace(place)}`)
  for (const cause of causes) {
    pen.line(`         ${subjectOf(cause)}${colour.red(oneLine(cause.reason))}: ${oneLine(cause.message)}`)
    for (const line of cause.lines) pen.line(`           ${colour.dim('|')} ${printable(line)}`)
  }
}

/** `pod web-1, container app: `; nothing where the cause has neither. */
export function subjectOf({ pod, container }: ReportedCause): string {
  const parts = [
    pod === undefined ? undefined : `pod ${pod}`,
    container === undefined ? undefined : `container ${container}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}
