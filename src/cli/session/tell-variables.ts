import { showWarning } from '../../output/terminal/warning.ts'
import type { Session } from './session.ts'

interface Told {
  /** Variables whose options count as given. */
  readonly used: readonly string[]
  /** Variables that are set and don't count, each with the reason. */
  readonly unused: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Says in one line which options of a command that writes came from the environment, so that no variable changes unseen what it
 * does; of another command, only --verbose tells. Not their values: one may be secret.
 */
export function tellVariables({ used, unused, warnings }: Told, writes: boolean, { world, screen }: Session): void {
  for (const warning of warnings) showWarning(warning, screen.err)
  // Each command says itself which profile it is for.
  const told = used.filter((name) => name !== 'PROFILE')
  const line = [
    ...(told.length === 0 ? [] : [`options from the environment: ${told.join(', ')}`]),
    ...(unused.length === 0 ? [] : [`not used from the environment: ${unused.join(', ')}`]),
  ].join('; ')
  if (line === '') return
  if (writes) screen.err.line(line)
  else world.trace?.(line)
}
