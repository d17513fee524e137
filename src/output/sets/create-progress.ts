import type { Pen } from '../terminal/screen.ts'
import { plainSetProgress } from './plain-set.ts'
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
export function createSetProgress(pen: Pen, { command, quiet }: SetView): SetProgress {
  return plainSetProgress(pen, command, quiet)
}
