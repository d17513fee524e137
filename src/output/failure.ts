import { formatPlace } from '../errors.ts'
import { describeRef } from '../manifest/identity.ts'
import type { FailureReport } from '../workflow/events.ts'
import { oneLine, printable } from './printable.ts'
import type { Pen } from './screen.ts'

/** A failed workload: where it is from, and each cause with its pod, container and log. */
export function showFailure({ ref, place, message, causes }: FailureReport, pen: Pen): void {
  const { colour } = pen
  pen.line(`${colour.red('failed')}   ${colour.bold(describeRef(ref))}: ${oneLine(message)}`)
  if (place !== undefined) pen.line(`         from ${formatPlace(place)}`)
  for (const cause of causes) {
    const where = [
      cause.pod === undefined ? undefined : `pod ${cause.pod}`,
      cause.container === undefined ? undefined : `container ${cause.container}`,
    ]
    const subject = where.filter((part) => part !== undefined).join(', ')
    pen.line(
      `         ${subject === '' ? '' : `${subject}: `}${colour.red(oneLine(cause.reason))}: ${oneLine(cause.message)}`,
    )
    for (const line of cause.lines) pen.line(`           ${colour.dim('|')} ${printable(line)}`)
  }
}
