import type { Pen } from '../terminal/screen.ts'
import { foldedSetProgress } from './folded-set.ts'
import { liveSetProgress } from './live-set.ts'
import { linedSetProgress } from './plain-set.ts'
import type { SetProgress } from './set-progress.ts'

export interface SetView {
  readonly command: string
  readonly quiet: boolean
  /** `live`: where the terminal can show that. */
  readonly form: 'live' | 'folded' | 'plain'
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
}

/** How a set is shown: live where a person looks, folded where a CI's log can be. */
export function createSetProgress(pen: Pen, { command, quiet, form, now }: SetView): SetProgress {
  if (quiet) return linedSetProgress(pen, command, 'quiet')
  if (form === 'folded') return foldedSetProgress(pen, command, now)
  if (form === 'live' && pen.region !== undefined) return liveSetProgress(pen, pen.region, command, now)
  return linedSetProgress(pen, command, 'plain')
}
