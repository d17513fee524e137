import type { Command } from 'commander'
import type { Screen } from '../../output/terminal/screen.ts'
import type { ChosenSet } from '../../sets/choosing/select.ts'
import type { World } from '../../workflow/run/world.ts'
import type { ExitCode } from './exit-codes.ts'

/** What a command works with. */
export interface Session {
  readonly world: World
  readonly screen: Screen
  /** Tells a listener each warning that comes from outside a run's events: the API server's own. They are on stderr already. */
  onWarning(listener: (message: string) => void): void
}

/** What the program itself works with; whatever else a command takes is imported when it runs. */
export interface Start {
  readonly version: string
  readonly screen: Screen
  readonly environment: World['environment']
  openSession(): Promise<Session>
}

/**
 * One command: `configure` declares its words, `run` goes parse → workflow → output and returns the exit code. Its use case and its
 * views are imported by `run`: every command is declared at every start.
 */
export interface CliCommand<Options> {
  /** Whether it may run a profile's command and sops sources. Default: yes. */
  readonly runsPrograms?: false
  /** Whether it changes something, on the cluster or on disk. Default: no. */
  readonly writes?: true
  /** Whether it works on several releases with these options; default: it does wherever there is runSet. */
  worksOnSeveral?(options: Options): boolean
  configure(program: Command): Command
  run(session: Session, args: readonly string[], options: Options): Promise<ExitCode>
  /**
   * The same for several releases. `choose` reads the project's files: what it throws is the run's error. Default: the command works
   * on one.
   */
  runSet?(
    session: Session,
    args: readonly string[],
    options: Options,
    choose: () => Promise<ChosenSet>,
  ): Promise<ExitCode>
}
