import { isCi } from '../../output/terminal/screen.ts'
import type { Session } from './session.ts'

/** Whether a CI job runs a command: nobody looks while it does. */
export function isInCi({ world }: Session): boolean {
  return isCi(world.environment)
}
