import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { ProgramEnd } from './foreground.ts'
import { withoutOwnSecrets } from './own-secrets.ts'

/** A program whose output is told line by line. */
export interface ToldProgram {
  readonly argv: readonly [string, ...string[]]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds after which it is ended. */
  readonly timeout: number
  /** Takes each line of its stdout and stderr, without its line break. */
  readonly tell: (line: string) => void
  /** Ends it. */
  readonly interrupted: AbortSignal
}

/** Milliseconds from SIGTERM to SIGKILL. */
const killGrace = 2000

/** Characters of a line; a longer one isn't told, as half of it could show half of a secret. */
const longestLine = 1024 * 1024

/**
 * Runs a program without a shell, with nothing to read and without kdeploy's own secrets, until it ends, its time is over or a signal comes:
 * then what it started ends with it, as it does at the end of kdeploy.
 */
export async function runTold(program: ToldProgram): Promise<ProgramEnd | 'time' | 'interrupted'> {
  const { argv, folder, environment, timeout, tell, interrupted } = program
  if (interrupted.aborted) return 'interrupted'
  const [file, ...args] = argv
  // A group of its own can be ended whole, and Ctrl-C at the terminal isn't for it: kdeploy ends it.
  const isGroup = process.platform !== 'win32'
  let child: ChildProcess
  try {
    child = spawn(file, args, {
      cwd: folder,
      env: { ...withoutOwnSecrets(environment) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: isGroup,
    })
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
  const kill = (signal: NodeJS.Signals) => killGroup(child, isGroup, signal)
  const atExit = () => kill('SIGKILL')
  process.on('exit', atExit)
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) tellLines(stream, tell)
  let stopped: 'time' | 'interrupted' | undefined
  let killing: NodeJS.Timeout | undefined
  const stop = (why: 'time' | 'interrupted') => {
    if (stopped !== undefined) return
    stopped = why
    kill('SIGTERM')
    killing = setTimeout(() => {
      kill('SIGKILL')
      // Who left its group may keep them open, which must not keep kdeploy.
      child.stdout?.destroy()
      child.stderr?.destroy()
    }, killGrace)
  }
  const onSignal = () => stop('interrupted')
  interrupted.addEventListener('abort', onSignal, { once: true })
  const limit = setTimeout(() => stop('time'), timeout)
  try {
    const end = await ended(child)
    return stopped ?? end
  } finally {
    clearTimeout(limit)
    clearTimeout(killing)
    interrupted.removeEventListener('abort', onSignal)
    process.off('exit', atExit)
  }
}

/** Once all that it printed has been read, too. */
function ended(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve({ problem: error.code ?? error.message }))
    child.once('close', (exitCode, signal) => resolve(signal === null ? { exitCode: exitCode ?? 0 } : { signal }))
  })
}

function tellLines(stream: NodeJS.ReadableStream, tell: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isTooLong = false
  const take = (text: string) => {
    rest = isTooLong ? '' : rest + text
    isTooLong ||= rest.length > longestLine
  }
  const end = () => {
    tell(isTooLong ? `(a line of more than ${longestLine} characters)` : rest.replace(/\r$/, ''))
    rest = ''
    isTooLong = false
  }
  stream.on('data', (chunk: Buffer) => {
    const [first = '', ...others] = decoder.write(chunk).split('\n')
    take(first)
    for (const other of others) {
      end()
      take(other)
    }
  })
  stream.on('close', () => {
    take(decoder.end())
    if (isTooLong || rest !== '') end()
  })
}

/** Does nothing if nothing of it is left. */
function killGroup(child: ChildProcess, isGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (isGroup) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended, and all that it started.
  }
}
