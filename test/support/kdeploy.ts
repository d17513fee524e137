import { join, resolve } from 'node:path'
import { needsProcess, runInProcess } from './in-process.ts'
import { type ProgramOptions, type ProgramResult, type RunningProgram, startProgram } from './program.ts'
import { repository } from './projects/project.ts'

/** A standalone binary to test in the bundle's place (CONTRIBUTING.md). */
const testedProgram = process.env['KDEPLOY_TEST_PROGRAM'] || undefined

const [file, ...first] = testedProgram
  ? [resolve(repository, testedProgram)]
  : [process.execPath, join(repository, 'bin', 'kdeploy.js')]

/** The program under test, for what starts it by itself: the built bundle, or the file that KDEPLOY_TEST_PROGRAM names. */
export const program = {
  file,
  args: (...args: readonly string[]): string[] => [...first, ...args],
  /** Both as words of a shell. */
  shell: [file, ...first].map((word) => `'${word}'`).join(' '),
}

/** The environment in which a process of the program loads a CommonJS file of `test/support/` before all else. */
export function preload(path: string): Readonly<Record<string, string>> {
  const file = join(repository, 'test', 'support', path)
  return testedProgram === undefined ? { NODE_OPTIONS: `--require ${file}` } : { BUN_OPTIONS: `--preload ${file}` }
}

/** runKdeploy with none of the user's settings, for tests that need no cluster. */
export function kdeploy(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...options.env }
  return runKdeploy(args, { ...options, env })
}

/** Runs the built `kdeploy` until it ends; as a process only where its options ask for one (in-process.ts). */
export function runKdeploy(args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return testedProgram !== undefined || needsProcess(options)
    ? startKdeploy(args, options).result
    : runInProcess(args, options)
}

/** Starts the built `kdeploy` as a process. */
export function startKdeploy(args: readonly string[], options: ProgramOptions): RunningProgram {
  return startProgram(program.file, program.args(...args), options)
}
