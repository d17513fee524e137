import { impersonatingDeployer } from '../../workflow/run/deployer.ts'
import type { Session } from './session.ts'

/** Options that decide what a command runs in. */
interface Choice {
  readonly verbose?: boolean
  /** false: `--no-commands`. */
  readonly commands?: boolean
  /** `--as`. */
  readonly as?: string
}

/** The session as the options before and behind the command's name want it: its world tells what it does, runs no program, or deploys as another. */
export async function chosenSession(session: Session, given: readonly Choice[]): Promise<Session> {
  const { world } = session
  const trace = given.some(({ verbose }) => verbose === true) ? await traceOf(session) : undefined
  const noCommands = given.some(({ commands }) => commands === false)
  const as = given.find((options) => options.as !== undefined)?.as
  const deployer = as === undefined ? world.deployer : impersonatingDeployer(world.deployer, as)
  return { ...session, world: { ...world, trace, noCommands, deployer } }
}

async function traceOf({ world, screen }: Session): Promise<(line: string) => void> {
  const { createTrace } = await import('../../output/trace.ts')
  return createTrace(screen.err, world.monotonicClock)
}
