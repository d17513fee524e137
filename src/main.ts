import { hostname, userInfo } from 'node:os'
import { sharedSignal } from './abort.ts'
import { runProgram } from './cli/program.ts'
import { type ExitCode, exitCodes } from './cli/session/exit-codes.ts'
import { createMasking, type Masking } from './masking/masking.ts'
import { showWarning } from './output/progress/lines.ts'
import { showBug } from './output/terminal/error.ts'
import type { Stream } from './output/terminal/live-region.ts'
import { createScreen, type Pen, type Screen } from './output/terminal/screen.ts'
import { readStdin } from './project/read-file.ts'
import { Signals } from './signals.ts'
import { describeDeployer } from './workflow/run/deployer.ts'
import type { Answer, World } from './workflow/run/world.ts'
import { pause } from './workflow/waiting/mirror.ts'

/** Filled in by the build from package.json. */
declare const KDEPLOY_VERSION: string

/** The process that a run is in, as far as the run can tell. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  readonly stdout: Stream
  readonly stderr: Stream
  /** Asks on the terminal that is stdin; undefined where it is none. */
  readonly ask: ((question: string) => Promise<Answer>) | undefined
  /** See World. */
  readStdin(): Buffer
  /** See World. */
  readonly interrupted: AbortSignal
  /** See World. */
  compute<Result>(work: () => Result | Promise<Result>): Promise<Result>
}

/** kdeploy as a process: the only place that sets the exit code. */
export async function main(): Promise<void> {
  const signals = new Signals()
  tolerateLostOutput()
  const host: Host = {
    environment: process.env,
    workingFolder: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    ask: process.stdin.isTTY === true ? (question) => askOnTerminal(question, signals) : undefined,
    readStdin,
    interrupted: signals.interrupted,
    compute: (work) => signals.compute(work),
  }
  const { masking, screen } = createOutput(host)
  endOnBugs(screen.err)
  process.exitCode = await runOn(host, process.argv.slice(2), masking, screen)
}

/** Runs one command line within the caller's process. Every error is shown, none thrown, but for bugs. */
export function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  const { masking, screen } = createOutput(host)
  return runOn(host, argv, masking, screen)
}

function createOutput(host: Host): { readonly masking: Masking; readonly screen: Screen } {
  const masking = createMasking()
  return { masking, screen: createScreen(host, host.environment, (text) => masking.redact(text)) }
}

/** The composition root. */
function runOn(host: Host, argv: readonly string[], masking: Masking, screen: Screen): Promise<ExitCode> {
  const listeners: ((message: string) => void)[] = []
  const warn = (message: string) => {
    showWarning(message, screen.err)
    for (const listener of listeners) listener(message)
  }
  return runProgram(argv, {
    screen,
    world: createWorld(host, masking, screen.err, warn),
    onWarning: (listener) => listeners.push(listener),
  })
}

function createWorld(host: Host, masking: Masking, pen: Pen, warn: (text: string) => void): World {
  const { environment, workingFolder, ask } = host
  const interrupted = sharedSignal(host.interrupted)
  return {
    environment,
    workingFolder,
    version: KDEPLOY_VERSION,
    masking,
    wallClock: Date.now,
    monotonicClock: () => Math.round(performance.now()),
    sleep: (milliseconds) => pause(milliseconds, interrupted),
    deployer: describeDeployer(environment, userName(), hostname()),
    kubeContexts: async (kubeconfig) => {
      const { kubeContextsOf } = await import('./cluster/access/kubeconfig.ts')
      return kubeContextsOf({ kubeconfig, environment, cwd: workingFolder })
    },
    connect: async (target, trace, unattended) => {
      const { connectCluster } = await import('./cluster/connect.ts')
      return connectCluster({
        ...target,
        environment,
        cwd: workingFolder,
        stdinIsTerminal: ask !== undefined && unattended === undefined,
        userAgent: `kdeploy/${KDEPLOY_VERSION}`,
        onWarning: warn,
        registerSecrets: (values) => masking.registerSecrets(values),
        mask: (text) => masking.redactWords(text),
        trace,
        interrupted: unattended === undefined ? interrupted : sharedSignal(interrupted, unattended),
      })
    },
    ask: ask === undefined ? undefined : (lines) => ask(lines.map(pen.rendered).join('\n')),
    readStdin: () => host.readStdin(),
    interrupted,
    compute: (work) => host.compute(work),
  }
}

/**
 * Asks on stderr: stdout is for data. Anything but y, yes, d or diff is no, also the end of input; Ctrl-C, or a signal, ends the
 * question, also one that came before it.
 */
async function askOnTerminal(question: string, signals: Signals): Promise<Answer> {
  const { createInterface } = await import('node:readline')
  const signal = signals.interrupted
  if (signal.aborted) return 'no'
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  const end = () => {
    // What is said next stands on a line of its own.
    process.stderr.write('\n')
    prompt.close()
  }
  signal.addEventListener('abort', end, { once: true })
  prompt.on('SIGINT', () => signals.interrupt('SIGINT'))
  const answer = await new Promise<string>((resolve) => {
    prompt.on('close', () => resolve(''))
    prompt.question(`${question} [y/N, d for the diff] `, resolve)
  })
  signal.removeEventListener('abort', end)
  prompt.close()
  const given = answer.trim()
  return /^y(es)?$/i.test(given) ? 'yes' : /^d(iff)?$/i.test(given) ? 'diff' : 'no'
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's arbitrary UID has no name.
    return `uid ${process.getuid?.()}`
  }
}

/** Node would exit 1, which means a difference. */
function endOnBugs(pen: Pen): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      showBug(error, pen, KDEPLOY_VERSION)
      process.exit(exitCodes.internal)
    })
  }
}

/**
 * `kdeploy render | head` closes our stdout, a terminal that is gone takes both streams along: that is not an error, and a deploy
 * goes on, or ends in order, although nobody reads of it. Other data that is lost, on a full or broken disk for example, is
 * told once, and in the end by the exit code.
 */
function tolerateLostOutput(): void {
  let lost = false
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const nobodyReads = error.code === 'EPIPE' || (error.code === 'EIO' && process.stdout.isTTY)
    if (nobodyReads || lost) return
    lost = true
    process.stderr.write(`error: stdout can't be written: ${error.message}\n`)
  })
  process.on('exit', () => {
    const told = Number(process.exitCode ?? 0)
    if (lost && (told === exitCodes.done || told === exitCodes.different)) process.exitCode = exitCodes.internal
  })
}
