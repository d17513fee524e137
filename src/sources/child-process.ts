import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { KdeployError, type Place } from '../errors.ts'
import { decodeUtf8 } from '../project/files/utf8.ts'
import { shellWords } from '../shell-words.ts'
import { shorten } from '../shorten.ts'

export interface Run {
  readonly argv: readonly [string, ...string[]]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly milliseconds: number
  readonly signal: AbortSignal | undefined
  /** What asked; errors name it. */
  readonly place: Place
  readonly label: string
  /** What it prints may contain a secret that is not registered yet, so errors don't show it. */
  readonly sensitive: boolean
  /** What its exit codes mean, for errors that don't show what it printed. */
  readonly exitCodes?: Readonly<Record<number, string>>
}

/** Bytes of output; what a source gives is configuration, not data. */
const maxOutput = 1024 * 1024

/** Milliseconds from SIGTERM to SIGKILL; as long its end is awaited then: who isn't of its group can keep its output open. */
const killGrace = 500

/**
 * The bytes that a process wrote to its standard output, run without a shell and with nothing to read. @throws KdeployError `source-failed`
 * where it can't be started, fails, takes too long or prints too much; with the end of what it printed to stderr, unless
 * that is sensitive (`curl -v` and `set -x` print what they were given). A process that is stopped, also by the end of kdeploy, is
 * ended with all that it started
 */
export async function runProcess(run: Run): Promise<Uint8Array> {
  const { execa } = await import('execa')
  const [file, ...args] = run.argv
  // A group of its own can be ended whole. One that may ask somebody something has to stay in the terminal's.
  const detached = process.platform !== 'win32' && ![0, 1, 2].some(isatty)
  const child = execa(file, args, {
    cwd: run.folder,
    env: run.environment,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: maxOutput,
    detached,
    cleanup: false,
  })
  const kill = (signal: NodeJS.Signals) => killProcess(child, detached, signal)
  for (const stream of [child.stdout, child.stderr]) {
    let size = 0
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      // execa stops listening, which a program that minds no broken pipe doesn't notice.
      if (size > maxOutput) kill('SIGKILL')
    })
  }
  const { result, stopped } = await outcomeOf(child, run, kill)
  if (stopped === 'time') {
    throw failure(run, `took longer than ${run.milliseconds / 1000} s and was stopped`, result?.stderr)
  }
  if (stopped === 'signal' || result === undefined) throw failure(run, 'was interrupted')
  if (result.isMaxBuffer) throw failure(run, `printed more than ${maxOutput / 1024 / 1024} MiB and was stopped`)
  if (result.code === 'ENOENT')
    throw failure(run, `needs the program ${file}, which is not installed or not on the PATH`)
  if (result.exitCode === undefined && result.signal === undefined) {
    throw failure(run, `can't be started: ${result.code ?? result.shortMessage}`)
  }
  if (result.failed) {
    const how =
      result.signal === undefined
        ? `failed with exit code ${result.exitCode}${meaning(run, result.exitCode)}`
        : `was killed by ${result.signal}`
    throw failure(run, how, result.stderr)
  }
  return result.stdout
}

/**
 * What a process printed as text, a byte order mark included. @throws KdeployError `source-failed` where it isn't UTF-8, with
 * `hint`
 */
export function outputText(output: Uint8Array, { label, place }: Pick<Run, 'label' | 'place'>, hint: string): string {
  return decodeUtf8(output, ({ reason }) => {
    const message = `the output of ${label} is not text: ${reason}`
    return new KdeployError({ code: 'source-failed', category: 'input', message, place, hint })
  })
}

interface Outcome<Result> {
  /** Undefined where its output stayed open after it was stopped. */
  readonly result: Result | undefined
  /** Why it was. */
  readonly stopped?: 'time' | 'signal'
}

/** Of the processes that run now. One listener for all of them: many sources are read at a time. */
const killsAtExit = new Set<() => void>()
process.on('exit', () => {
  for (const kill of killsAtExit) kill()
})

/** Waits for a process for as long as it may take. */
async function outcomeOf<Result>(
  child: Promise<Result> & Pick<ChildProcess, 'once'> & { readonly stdout: Readable; readonly stderr: Readable },
  { milliseconds, signal }: Run,
  kill: (signal: NodeJS.Signals) => void,
): Promise<Outcome<Result>> {
  const atExit = () => kill('SIGKILL')
  killsAtExit.add(atExit)
  const waiting = new AbortController()
  const until = { signal: waiting.signal }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    const first = await Promise.race([
      child.then((result) => ({ result })),
      after(milliseconds, until).then(() => 'time' as const),
      aborted(signal, until).then(() => 'signal' as const),
    ])
    if (typeof first === 'object') return first
    kill('SIGTERM')
    await Promise.race([ended, after(killGrace, until)])
    kill('SIGKILL')
    const result = await Promise.race([child, after(killGrace, until)])
    // Who isn't of its group may keep them open, which must not keep kdeploy.
    child.stdout.destroy()
    child.stderr.destroy()
    return { result, stopped: first }
  } finally {
    waiting.abort()
    killsAtExit.delete(atExit)
  }
}

/** Never settles once the wait for it has ended. */
function after(milliseconds: number, until: { readonly signal: AbortSignal }): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds).unref()
    until.signal.addEventListener('abort', () => clearTimeout(timer))
  })
}

/** Never settles without a signal, or once the wait for it has ended. */
function aborted(signal: AbortSignal | undefined, until: { readonly signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    signal?.addEventListener('abort', () => resolve(), until)
  })
}

/** Does nothing if nothing of it is left. */
function killProcess(child: Pick<ChildProcess, 'pid' | 'kill'>, isGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (isGroup) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended, and all that it started.
  }
}

function meaning({ exitCodes }: Run, code: number | undefined): string {
  const means = exitCodes?.[code ?? 0]
  return means === undefined ? '' : `: ${means}`
}

function failure({ argv, label, place, sensitive }: Run, problem: string, stderr?: Uint8Array): KdeployError {
  const text = Buffer.from(stderr ?? [])
    .toString('utf8')
    .trimEnd()
  const shared = { code: 'source-failed', category: 'input', message: `${label} ${problem}`, place } as const
  if (text === '') return new KdeployError(shared)
  if (!sensitive) return new KdeployError({ ...shared, detail: shorten(text, { lastLines: 10 }) })
  return new KdeployError({
    ...shared,
    detail: 'its output is not shown because it may contain a secret',
    hint: `to see it, run in the project's folder: ${shellWords(argv)}`,
  })
}
