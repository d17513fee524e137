import { formatPlace, type Place } from '../errors.ts'
import { describeRef } from '../manifest/identity.ts'
import type { HookPhase } from '../plan/types.ts'
import type { Event } from '../workflow/events.ts'
import { seconds } from './duration.ts'
import { showFailure } from './failure.ts'
import { oneLine, printable } from './printable.ts'
import type { Pen } from './screen.ts'

const doneTo = { create: 'created', change: 'changed', replace: 'replaced' } as const

/** When a hook runs, in words. */
export const when: Readonly<Record<HookPhase, string>> = {
  'before-apply': 'before the deploy',
  'after-apply': 'after the deploy',
}

/** Shows an event as a line, or a failure with its causes. */
export function showEvent(event: Event, pen: Pen): void {
  const { colour } = pen
  switch (event.type) {
    case 'notice':
      pen.line(printable(event.message))
      break
    case 'warning':
      showWarning(event.message, pen, event.place)
      break
    case 'planned':
      pen.line(`plan: ${planned(event)}`)
      break
    case 'written':
      pen.line(`${colour.green(doneTo[event.action])}  ${describeRef(event.ref)}`)
      break
    case 'deleted':
      pen.line(`${colour.red('deleted')}  ${describeRef(event.ref)}`)
      break
    case 'hook':
      pen.line(`${colour.cyan('hook')}     ${describeRef(event.ref)} (${when[event.phase]})`)
      break
    case 'log':
      pen.line(`${colour.dim(`${event.pod} ${event.container} |`)} ${printable(event.line)}`)
      break
    case 'progress':
      pen.line(progressLine(event, pen))
      break
    case 'ready':
      pen.line(`${colour.green('ready')}    ${describeRef(event.ref)}: ${oneLine(event.message)}`)
      break
    case 'failed':
      showFailure(event.report, pen)
      break
    case 'reminder':
      pen.line(`still waiting after ${seconds(event.elapsed)}: ${event.waitingFor.map(describeRef).join(', ')}`)
      break
  }
}

/** Deletions are named only where there are some: most runs have none. */
function planned(counts: Extract<Event, { type: 'planned' }>): string {
  const replacements = counts.replace === 0 ? '' : `${counts.replace} to replace, `
  const { hooks: number = 0 } = counts
  const hooks = number === 0 ? '' : `, ${number} ${number === 1 ? 'hook' : 'hooks'} to run`
  const deletions = counts.delete === 0 ? '' : `${counts.delete} to delete, `
  return `${counts.create} to create, ${counts.change} to change, ${replacements}${deletions}${counts.unchanged} unchanged${hooks}`
}

/** A workload's state in a line: what it waits for, and the gravest cause that stands in its way. */
export function progressLine({ ref, message, causes }: Extract<Event, { type: 'progress' }>, { colour }: Pen): string {
  const [worst] = causes ?? []
  const because = worst === undefined ? '' : `; ${worst.reason}: ${worst.message}`
  return `${colour.yellow('waiting')}  ${describeRef(ref)}: ${oneLine(message + because)}`
}

/** Something that a person should know, and that stops nothing: the API server's own warnings among it. */
export function showWarning(message: string, pen: Pen, place?: Place): void {
  const text = `${place === undefined ? '' : `${formatPlace(place)}: `}${printable(message)}`
  pen.line(`${pen.colour.yellow('warning:')} ${text}`)
}
