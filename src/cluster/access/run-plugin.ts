import { type ChildProcess, spawn } from 'node:child_process'
import type { Environment } from './kube-target.ts'

export interface PluginRun {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Environment
  /** It has the terminal, to ask the person something. */
  readonly interactive: boolean
  /** How long it may take, in milliseconds. */
  readonly timeout: number
  readonly interrupted?: AbortSignal | undefined
}

export interface PluginResult {
  readonly stdout: string
  /** Its last lines; empty where they went to the terminal. */
  readonly stderr: readonly string[]
  /** Why it has no result; undefined where it ended well. `missing`: there is no such program. */
  readonly problem?: string | undefined
  readonly missing?: boolean | undefined
}

/** Of standard output, and of standard error. A credential is a few KiB. */
const mostBytes = 1024 * 1024

/** Of its messages. */
const mostLines = 10

/** How long its output may stay open once it has ended, as by a child that it left, in milliseconds. */
const grace = 1000

/**
 * Runs a credential plugin to its end, and no longer than it may take: what it says beyond 1 MiB, and what it leaves running
 * with its output open, ends with it. Rejects only where its command line can't be passed on at all.
 */
export function runPlugin(run: PluginRun): Promise<PluginResult> {
  const { command, args, environment, interactive, timeout, interrupted } = run
  return new Promise((resolve) => {
    // A group of its own can be ended whole; one with the terminal has to stay in the terminal's.
    const detached = !interactive && process.platform !== 'win32'
    const child = spawn(command, args, {
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', interactive ? 'inherit' : 'pipe'],
      env: environment as NodeJS.ProcessEnv,
      detached,
    })
    const output = { stdout: new Output(), stderr: new Output() }
    let lingering: NodeJS.Timeout | undefined
    let isOver = false
    const end = (problem?: string, missing = false) => {
      if (isOver) return
      isOver = true
      clearTimeout(limit)
      clearTimeout(lingering)
      interrupted?.removeEventListener('abort', stop)
      if (problem !== undefined || lingering !== undefined) kill(child, detached)
      child.stdout?.destroy()
      child.stderr?.destroy()
      const lines = output.stderr.text.split('\n').filter((line) => line.trim() !== '')
      resolve({ stdout: output.stdout.text, stderr: lines.slice(-mostLines), problem, missing })
    }
    const stop = () => end('was interrupted')
    const limit = setTimeout(() => end(`took longer than ${timeout / 1000} s and was stopped`), timeout)
    interrupted?.addEventListener('abort', stop)
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk: Buffer) => {
        if (!output[name].add(chunk)) end(`printed more than ${mostBytes / 1024 / 1024} MiB and was stopped`)
      })
    }
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      end(missing ? 'is not installed' : `can't be started: ${error.message}`, missing)
    })
    const ended = (code: number | null, signal: NodeJS.Signals | null) =>
      end(code === 0 ? undefined : `failed with ${signal === null ? `exit code ${code}` : `signal ${signal}`}`)
    child.on('exit', (code, signal) => {
      if (!isOver) lingering = setTimeout(() => ended(code, signal), grace)
    })
    child.on('close', (code, signal) => {
      clearTimeout(lingering)
      lingering = undefined
      ended(code, signal)
    })
    if (interrupted?.aborted) stop()
  })
}

class Output {
  readonly #chunks: Buffer[] = []
  #bytes = 0

  /** False where it is too much. */
  add(chunk: Buffer): boolean {
    this.#bytes += chunk.length
    if (this.#bytes > mostBytes) return false
    this.#chunks.push(chunk)
    return true
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}

/** At once: it had its time, and may not mind SIGTERM. */
function kill(child: ChildProcess, isGroup: boolean): void {
  if (child.pid === undefined) return
  try {
    if (isGroup) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
