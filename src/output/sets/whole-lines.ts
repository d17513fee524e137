import { count, joinNames } from '../../counts.ts'
import { shownText } from '../../masking/shown.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Pen } from '../terminal/screen.ts'
import { showWarning } from '../terminal/warning.ts'
import type { WholeEvent } from './set-progress.ts'
import { showStep } from './step-lines.ts'

/** Releases that a line names; more are counted. */
const mostNamed = 12

/** Commands whose answer names the releases, and whose run nobody has a use for. */
const answering: ReadonlySet<string> = new Set(['status', 'history', 'images'])

/** `prod_a, prod_b and 10 more`. */
export function namesOf(releases: readonly SetRelease[], most = mostNamed): string {
  return joinNames(releases, most, ({ label }) => label)
}

/** Shows what is told of the set as a whole. `command`: `apply`. */
export function showWhole(event: WholeEvent, command: string, pen: Pen): void {
  const { bold } = pen.colour
  switch (event.type) {
    case 'set': {
      if (answering.has(command)) break
      const { releases, run } = event
      pen.safeLine(`${command} of ${bold(count(releases.length, 'release'))}: ${namesOf(releases)} (run ${run})`)
      break
    }
    case 'step':
    case 'bake':
    case 'baked':
    case 'step-command':
    case 'step-output':
    case 'step-command-ended':
      showStep(event, pen)
      break
    case 'notice':
      pen.safeLine(shownText(event.message, pen.redact))
      break
    case 'warning':
      showWarning(event.message, pen)
      break
    default:
      event satisfies never
  }
}
