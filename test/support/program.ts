import { type ChildProcess, spawn } from 'node:child_process'

export interface ProgramOptions {
  readonly cwd?: string
  /** The whole environment of the program; nothing of the tests' own reaches it. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Text for standard input, which is closed after it. */
  readonly input?: string
  /** Standard input stays open, for what the test types later. */
  readonly typed?: boolean
}

export interface ProgramResult {
  readonly stdout: string
  readonly stderr: string
  /** As a shell reports it: 128 + the signal's number where a signal ended the program. */
  readonly exitCode: number
}

export interface RunningProgram {
  readonly child: ChildProcess
  /** Settles when the program has ended, whatever its exit code; rejects where it can't be started. */
  readonly result: Promise<ProgramResult>
  /** What it has written so far, both streams in the order of arrival. */
  output(): string
}

const signals: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/** Starts a program without a shell, for tests that watch or interrupt it. */
export function startProgram(file: string, args: readonly string[], options: ProgramOptions = {}): RunningProgram {
  const child = spawn(file, args, { cwd: options.cwd, env: { ...options.env }, stdio: 'pipe' })
  const written = { stdout: '', stderr: '', all: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
      written.all += text
    })
  }
  child.stdin.on('error', () => {}) // a program may end without reading its input
  if (options.typed !== true) child.stdin.end(options.input ?? '')
  const result = new Promise<ProgramResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      const exitCode = code ?? 128 + (signals[signal ?? 'SIGKILL'] ?? 0)
      resolve({ stdout: written.stdout, stderr: written.stderr, exitCode })
    })
  })
  return { child, result, output: () => written.all }
}

/** Runs a program without a shell until it ends. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return startProgram(file, args, options).result
}
