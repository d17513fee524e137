import { spawn } from 'node:child_process'
import { withoutOwnSecrets } from './own-secrets.ts'

/** A program that works with the terminal, or with whatever stands in its place, until it ends. */
export interface ForegroundProgram {
  readonly argv: readonly [string, ...string[]]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What its stdin gives it; undefined: kdeploy's own. */
  readonly input?: string | undefined
  /** Ends it. */
  readonly interrupted: AbortSignal
}

/** How a program ended; `problem`: it could not be started, by the system's code (`ENOENT`) where there is one. */
export type ProgramEnd =
  | { readonly exitCode: number }
  | { readonly signal: NodeJS.Signals }
  | { readonly problem: string }

/** Milliseconds from SIGTERM to SIGKILL. */
const killGrace = 500

/** Runs a program without a shell or kdeploy's own secrets; its stdout and stderr are kdeploy's. One that stops reading its input is no problem. */
export async function runInForeground(program: ForegroundProgram): Promise<ProgramEnd> {
  const { argv, folder, environment, input, interrupted } = program
  if (interrupted.aborted) return { signal: 'SIGTERM' }
  const [file, ...args] = argv
  const stdin = input === undefined ? 'inherit' : 'pipe'
  try {
    const child = spawn(file, args, {
      cwd: folder,
      env: { ...withoutOwnSecrets(environment) },
      stdio: [stdin, 'inherit', 'inherit'],
    })
    // A pager that is quit early, or has ended already.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    return await new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const stop = () => {
        child.kill('SIGTERM')
        timer = setTimeout(() => child.kill('SIGKILL'), killGrace)
      }
      const end = (how: ProgramEnd) => {
        clearTimeout(timer)
        interrupted.removeEventListener('abort', stop)
        resolve(how)
      }
      interrupted.addEventListener('abort', stop)
      child.once('error', (error: NodeJS.ErrnoException) => end({ problem: error.code ?? error.message }))
      child.once('exit', (exitCode, signal) => end(signal === null ? { exitCode: exitCode ?? 0 } : { signal }))
    })
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
