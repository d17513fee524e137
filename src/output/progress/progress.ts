import type { Pen } from '../terminal/screen.ts'
import { liveProgress } from './live-progress.ts'
import { type Progress, plainProgress } from './plain-progress.ts'

/** A live view of the rollout where the terminal can show one, else plain lines. `now` in milliseconds of a monotonic clock. */
export function createProgress(pen: Pen, now: () => number): Progress {
  return pen.region === undefined ? plainProgress(pen) : liveProgress(pen, pen.region, now)
}
