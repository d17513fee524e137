import { formatElapsed } from '../../duration.ts'
import type { SetResult } from '../../sets/results.ts'
import type { Pen } from '../terminal/screen.ts'

/** One line for each release, and one for all. `elapsed` in milliseconds. */
export function showSetSummary({ ends }: SetResult, elapsed: number, pen: Pen): void {
  for (const { release, state, reason } of ends)
    pen.safeLine(`${release.label}: ${state}${reason === undefined ? '' : ` (${reason})`}`)
  pen.safeLine(`${ends.length} releases in ${formatElapsed(elapsed)}`)
}
