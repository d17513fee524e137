import { joinNames } from '../../counts.ts'
import { formatDuration, formatElapsed } from '../../duration.ts'
import type { SetEvent } from '../../sets/told/events.ts'
import { shellWords } from '../../shell-words.ts'
import type { Pen } from '../terminal/screen.ts'

type StepEvent = Extract<
  SetEvent,
  { readonly type: 'step' | 'bake' | 'baked' | 'step-command' | 'step-output' | 'step-command-ended' }
>

/** Releases that a line names. */
const mostNamed = 8

/** What comes of a step of the order, in a line. */
export function showStep(event: StepEvent, pen: Pen): void {
  switch (event.type) {
    case 'step':
      pen.safeLine(`step ${event.number} of ${event.of}: ${namesOf(event.releases)}`)
      break
    case 'bake':
      pen.safeLine(
        `step ${event.step}: watching ${namesOf(event.releases)} for ${formatDuration(event.duration)} before going on`,
      )
      break
    case 'baked':
      pen.safeLine(`step ${event.step}: healthy after ${formatElapsed(event.elapsed)}`)
      break
    case 'step-command':
      pen.line(`step ${event.step}: running ${shellWords(event.argv)}`)
      break
    case 'step-output':
      pen.line(`step ${event.step} | ${event.line}`)
      break
    case 'step-command-ended':
      pen.safeLine(`step ${event.step}: the command succeeded after ${formatElapsed(event.elapsed)}`)
      break
    default:
      event satisfies never
  }
}

function namesOf(releases: readonly { readonly label: string }[]): string {
  return joinNames(
    releases.map(({ label }) => label),
    mostNamed,
  )
}
