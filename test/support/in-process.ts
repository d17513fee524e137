import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Host, run as runCommand } from '../../src/main.ts'
import type { ProgramOptions, ProgramResult } from './program.ts'
import { repository } from './projects/project.ts'

type Run = typeof runCommand

let loaded: Run | undefined

/** What only a process of its own has: Node options, a time zone, and stdin that stays open. */
export function needsProcess({ env, typed }: ProgramOptions): boolean {
  return (
    typed === true ||
    Object.keys(env ?? {}).some((name) => name.startsWith('NODE_') || ['TZ', 'KDEPLOY_EXTERNAL_DIFF'].includes(name))
  )
}

/**
 * Runs the built `kdeploy` as a process of its own would, but within this one, which saves about half of what a run costs: the
 * environment and the working folder are those given alone, and nothing is a terminal. Signals, a lost output and what Node does at
 * a process's end are for tests with a process.
 */
export async function runInProcess(args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  loaded ??= createRequire(import.meta.url)(join(repository, 'dist', 'main.cjs')).run as Run
  const run = loaded
  const written = { stdout: '', stderr: '' }
  const streamTo = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text
    },
  })
  const environment = Object.fromEntries(
    Object.entries(options.env ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const host: Host = {
    environment,
    workingFolder: options.cwd ?? process.cwd(),
    stdout: streamTo('stdout'),
    stderr: streamTo('stderr'),
    ask: undefined,
    readStdin: () => Buffer.from(options.input ?? ''),
    interrupted: new AbortController().signal,
    compute: async (work) => work(),
    runInForeground: () => Promise.reject(new Error('a program needs a process of its own')),
  }
  const exitCode = await withoutWarnings(() => run(args, host))
  return { exitCode, ...written }
}

/** Fails where Node warns of the process, as it would on stderr. */
async function withoutWarnings<Result>(work: () => Promise<Result>): Promise<Result> {
  const warnings: string[] = []
  const note = (warning: Error) => warnings.push(String(warning.stack ?? warning))
  process.on('warning', note)
  try {
    const result = await work()
    await new Promise((resolve) => setImmediate(resolve))
    if (warnings.length > 0) throw new Error(`Node warned of kdeploy's process: ${warnings.join('\n')}`)
    return result
  } finally {
    process.off('warning', note)
  }
}
