import { join } from 'node:path'
import { type ProgramOptions, type ProgramResult, runProgram } from './program.ts'
import { repository } from './projects/project.ts'

/** Runs the built `kdeploy` with none of the user's settings, for tests that need no cluster. */
export function kdeploy(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...options.env }
  return runProgram(process.execPath, [join(repository, 'bin', 'kdeploy.js'), ...args], { ...options, env })
}
