import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'

/** A running component. It ends when this process does, however that ends: it watches a pipe on its standard input. */
export interface Component {
  /** Stops it for so many milliseconds; whoever asks it something waits. */
  pause(milliseconds: number): Promise<void>
  /** Kills the component and its children, and resolves when it is gone. */
  stop(): Promise<void>
  /** The same without waiting, for an exit handler. */
  kill(): void
  /** Why it isn't running any more, with the end of its log; undefined while it runs. */
  failure(): string | undefined
}

/** Starts `binary` with its output in `<folder>/<name>.log` and HOME in `folder`, so that no user's settings reach it. */
export function startComponent(name: string, binary: string, args: readonly string[], folder: string): Component {
  const log = join(folder, `${name}.log`)
  const output = openSync(log, 'a')
  const child = spawn(binary, args, {
    stdio: ['pipe', output, output],
    detached: true, // Ctrl-C in a terminal reaches only this process, which then stops the components in order
    // A heap of some hundred MB more spares a tenth of the API server's work.
    env: { PATH: process.env['PATH'], HOME: folder, GOGC: '300' },
  })
  closeSync(output)
  child.unref()
  child.stdin?.on('error', () => {})
  if (child.stdin instanceof Socket) child.stdin.unref()

  let problem: string | undefined
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      problem = error.message
      resolve()
    })
    child.once('exit', (code, signal) => {
      problem = `ended with ${signal ?? `exit code ${code}`}`
      resolve()
    })
  })
  return {
    async pause(milliseconds) {
      signalGroup(child, 'SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      signalGroup(child, 'SIGCONT')
    },
    async stop() {
      signalGroup(child, 'SIGKILL')
      child.ref()
      await gone
    },
    kill: () => signalGroup(child, 'SIGKILL'),
    failure: () => (problem === undefined ? undefined : `${name} ${problem}\n${tail(log)}`),
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It ended in between.
  }
}

function tail(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}
