import { join } from 'node:path'
import { needsProcess, runInProcess } from './in-process.ts'
import { type ProgramOptions, type ProgramResult, type RunningProgram, startProgram } from './program.ts'
import { repository } from './projects/project.ts'

const program = join(repository, 'bin', 'kdeploy.js')

/** runKdeploy with none of the user's settings, for tests that need no cluster. */
export function kdeploy(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...options.env }
  return runKdeploy(args, { ...options, env })
}

/** Runs the built `kdeploy` until it ends; as a process only where its options ask for one (in-process.ts). */
export function runKdeploy(args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return needsProcess(options) ? startKdeploy(args, options).result : runInProcess(args, options)
}

/** Starts the built `kdeploy` as a process. */
export function startKdeploy(args: readonly string[], options: ProgramOptions): RunningProgram {
  return startProgram(process.execPath, [program, ...args], options)
}
