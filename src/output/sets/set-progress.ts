import type { SetEvent } from '../../sets/told/events.ts'
import type { Pen } from '../terminal/screen.ts'
import type { EndedRelease } from './ended-release.ts'

/** What is told of a set while it is worked on, but for the end of a release. */
export type RunningEvent = Exclude<SetEvent, { type: 'release-ended' }>

/** What is told of the set as a whole. */
export type WholeEvent = Exclude<RunningEvent, { type: 'release-begun' | 'release' }>

/** How a command on several releases is shown while it goes on. */
export interface SetProgress {
  emit(event: RunningEvent): void
  /** A release ended, or its plan is made. `show` writes the end in full: its result, or the error and what the run did. */
  ended(ended: EndedRelease, show: (pen: Pen) => void): void
  /** The run ended: what waits to be shown is shown. */
  close(): void
}
