import { formatPlace, type Place } from '../errors.ts'
import { describeRef } from '../manifest/identity.ts'
import type { Event, FailureReport } from '../workflow/events.ts'
import type { Pen } from './screen.ts'

/** Shows a run's events as lines, one per change of state. */
export function createProgress(pen: Pen): (event: Event) => void {
  const { colour } = pen
  return (event) => {
    switch (event.type) {
      case 'notice':
        return pen.line(event.message)
      case 'warning':
        return showWarning(event.message, pen, event.place)
      case 'planned':
        return pen.line(`plan: ${event.create} to create, ${event.change} to change, ${event.unchanged} unchanged`)
      case 'written':
        return pen.line(`${colour.green(event.action === 'create' ? 'created' : 'changed')}  ${describeRef(event.ref)}`)
      case 'progress':
        return pen.line(`${colour.yellow('waiting')}  ${describeRef(event.ref)}: ${event.message}`)
      case 'ready':
        return pen.line(`${colour.green('ready')}    ${describeRef(event.ref)}: ${event.message}`)
      case 'failed':
        return showFailure(event.report, pen)
      case 'reminder':
        return pen.line(
          `still waiting after ${seconds(event.elapsed)}: ${event.waitingFor.map(describeRef).join(', ')}`,
        )
    }
  }
}

/** Something that a person should know, and that stops nothing: the API server's own warnings among it. */
export function showWarning(message: string, pen: Pen, place?: Place): void {
  pen.line(`${pen.colour.yellow('warning:')} ${place === undefined ? '' : `${formatPlace(place)}: `}${message}`)
}

/** A failed workload: where it is from, and each cause with its pod, container and log. */
export function showFailure({ ref, place, message, causes }: FailureReport, pen: Pen): void {
  const { colour } = pen
  pen.line(`${colour.red('failed')}   ${colour.bold(describeRef(ref))}: ${message}`)
  if (place !== undefined) pen.line(`         from ${formatPlace(place)}`)
  for (const cause of causes) {
    const where = [
      cause.pod === undefined ? undefined : `pod ${cause.pod}`,
      cause.container === undefined ? undefined : `container ${cause.container}`,
    ]
    const subject = where.filter((part) => part !== undefined).join(', ')
    pen.line(`         ${subject === '' ? '' : `${subject}: `}${colour.red(cause.reason)}: ${cause.message}`)
    for (const line of cause.lines) pen.line(`           ${colour.dim('|')} ${line}`)
  }
}

/** Milliseconds as a person says them: `1.4 s`, `2 min 05 s`. */
export function seconds(milliseconds: number): string {
  const total = milliseconds / 1000
  if (total < 60) return `${total.toFixed(1)} s`
  return `${Math.floor(total / 60)} min ${String(Math.floor(total % 60)).padStart(2, '0')} s`
}
