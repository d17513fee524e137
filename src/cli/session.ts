import type { Command } from 'commander'
import type { Screen } from '../output/screen.ts'
import type { World } from '../workflow/world.ts'
import type { ExitCode } from './exit-codes.ts'

/** What a command works with. */
export interface Session {
  readonly world: World
  readonly screen: Screen
}

/** One command: `configure` declares its words, `run` goes parse → workflow → output and returns the exit code. */
export interface CliCommand<Options> {
  configure(program: Command): Command
  run(session: Session, args: readonly string[], options: Options): Promise<ExitCode>
}
