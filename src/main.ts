import { hostname, userInfo } from 'node:os'
import { pause, sharedSignal } from './abort.ts'
import { runProgram } from './cli/program.ts'
import { type ExitCode, exitCodes } from './cli/session/exit-codes.ts'
import type { Session, Start } from './cli/session/session.ts'
import type { Masking } from './masking/masking.ts'
import { showBug } from './output/terminal/bug.ts'
import type { Stream } from './output/terminal/live-region.ts'
import { createScreen, loadColours, type Pen, type Screen } from './output/terminal/screen.ts'
import { showWarning } from './output/terminal/warning.ts'
import type { ForegroundProgram, ProgramEnd } from './programs/foreground.ts'
import { readStdin, stdinForOne } from './project/files/read-file.ts'
import { Signals } from './signals.ts'
import { describeDeployer } from './workflow/run/deployer.ts'
import type { Answer, AskLine, Talk, World } from './workflow/run/world.ts'

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
  /** Talks on that terminal; undefined where there is none. */
  readonly talk?: Talk | undefined
  /** The whole of stdin, which is there once. */
  readStdin(): Buffer
  /** See World. */
  readonly interrupted: AbortSignal
  /** See World. */
  compute<Result>(work: () => Result | Promise<Result>): Promise<Result>
  /** See World. Default: it isn't known. */
  isUnread?(): boolean
  /** Runs a program that has the terminal until it ends. */
  runInForeground(program: Omit<ForegroundProgram, 'interrupted'>): Promise<ProgramEnd>
  /** See World. Default: nothing needs to be done. */
  expectLargeRun?(): void
}

/** kdeploy as a process: the only place that sets the exit code. */
export async function main(): Promise<void> {
  const signals = new Signals()
  const unread = tolerateLostOutput()
  const host: Host = {
    environment: process.env,
    workingFolder: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    get ask() {
      return isTerminal(0) ? (question: string) => askOnTerminal(question, signals) : undefined
    },
    get talk() {
      if (!isTerminal(0)) return undefined
      return async <Result>(talk: (ask: AskLine) => Promise<Result>) => {
        const { talkOnTerminal } = await import('./programs/terminal-questions.ts')
        return talkOnTerminal(talk, signals)
      }
    },
    readStdin,
    interrupted: signals.interrupted,
    isUnread: () => unread.aborted,
    compute: (work) => signals.compute(work),
    runInForeground: async (program) => {
      const { runInForeground } = await import('./programs/foreground.ts')
      const run = () => runInForeground({ ...program, interrupted: signals.interrupted })
      if (!isTerminal(0)) return run()
      const end = await signals.leaveInterrupts(run)
      // Ctrl-C that ended it was meant for both; one that it took for itself was not.
      if ('signal' in end && end.signal === 'SIGINT') signals.interrupt('SIGINT')
      return end
    },
    expectLargeRun: growHeapSlowly,
  }
  let pen = createScreen(host, process.env, (text) => text).err
  endOnBugs(() => pen)
  const start = await startOn(host)
  pen = start.screen.err
  // Also where a second signal ends the process at once: a log whose fold stays open hides all that comes after it.
  process.on('exit', () => pen.fold(undefined))
  process.exitCode = await runProgram(process.argv.slice(2), start)
}

/** Runs one command line within the caller's process. Every error is shown, none thrown, but for bugs. */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  return runProgram(argv, await startOn(host))
}

/** The composition root: a screen at once, and what a command needs once there is one to run. */
async function startOn(host: Host): Promise<Start> {
  let masking: Masking | undefined
  const { environment } = host
  // Before a command runs, nothing that is sensitive was read.
  const redact = (text: string) => masking?.redact(text) ?? text
  const screen = createScreen(host, environment, redact, await loadColours(host, environment))
  return {
    version: KDEPLOY_VERSION,
    screen,
    environment,
    async openSession() {
      const { createMasking } = await import('./masking/masking.ts')
      masking ??= createMasking()
      return openSession(host, masking, screen)
    },
  }
}

function openSession(host: Host, masking: Masking, screen: Screen): Session {
  const listeners: ((message: string) => void)[] = []
  const warn = (message: string) => {
    showWarning(message, screen.err)
    for (const listener of listeners) listener(message)
  }
  return {
    screen,
    world: createWorld(host, masking, screen.err, warn),
    onWarning: (listener) => listeners.push(listener),
  }
}

function createWorld(host: Host, masking: Masking, pen: Pen, warn: (text: string) => void): World {
  const { environment, workingFolder, ask, talk } = host
  const interrupted = sharedSignal(host.interrupted)
  // `performance` would load node:perf_hooks: 2 ms.
  const monotonicClock = () => Number(process.hrtime.bigint() / 1_000_000n)
  const sleep = (milliseconds: number) => pause(milliseconds, interrupted)
  // Whoever else writes to the terminal writes over a live view.
  const alone = <Result>(work: () => Promise<Result>) => pen.region?.hideDuring(work) ?? work()
  return {
    environment,
    workingFolder,
    version: KDEPLOY_VERSION,
    run: runIdentity(),
    masking,
    wallClock: Date.now,
    monotonicClock,
    sleep,
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
    ask: ask === undefined ? undefined : (lines) => alone(() => ask(lines.map(pen.rendered).join('\n'))),
    talk: talk === undefined ? undefined : (conversation) => alone(() => talk(conversation)),
    readStdin: stdinForOne(() => host.readStdin(), ask !== undefined),
    interrupted,
    isUnread: () => host.isUnread?.() === true,
    compute: (work) => host.compute(work),
    page: (argv, text) =>
      // As git sets them where a person did not: colours are shown, and a text that fits is left on the screen.
      host.runInForeground({
        argv,
        input: text,
        folder: workingFolder,
        environment: { LESS: 'FRX', LV: '-c', ...environment },
      }),
    runTold: async (program) => {
      const { runTold } = await import('./programs/told-program.ts')
      return runTold({ ...program, environment: { ...environment, ...program.environment }, interrupted })
    },
    compareFolders: async (argv, files) => {
      const { withComparedFolders } = await import('./programs/compared-folders.ts')
      return withComparedFolders(files, interrupted, (folders) =>
        host.runInForeground({ argv: [...argv, ...folders], folder: workingFolder, environment }),
      )
    },
    openCommentPlace: async (trace) => {
      const { openCommentPlace } = await import('./comments/open-place.ts')
      const { readSmallFile } = await import('./comments/small-file.ts')
      return openCommentPlace({
        environment,
        userAgent: `kdeploy/${KDEPLOY_VERSION}`,
        interrupted,
        trace,
        sleep,
        monotonicClock,
        readFile: readSmallFile,
        registerSecrets: (values) => masking.registerSecrets(values),
      })
    },
    openCommit: async (revision, folder, trace) => {
      const { openCommit } = await import('./git/commit.ts')
      const { withoutOwnSecrets } = await import('./programs/own-secrets.ts')
      return openCommit(revision, { folder, environment: withoutOwnSecrets(environment), interrupted, trace })
    },
    expectLargeRun: () => host.expectLargeRun?.(),
  }
}

/** Time to the second, and enough besides to tell runs of one second apart. */
function runIdentity(): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+Z$/g, '')
  return `${time}-${Math.floor(Math.random() * 0x10000)
    .toString(16)
    .padStart(4, '0')}`
}

/** As process.stdin knows it, which takes 4 ms to make. */
function isTerminal(descriptor: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(descriptor)
}

/** Anything but y, yes, d or diff is no, also the end of input. */
async function askOnTerminal(question: string, signals: Signals): Promise<Answer> {
  const { talkOnTerminal } = await import('./programs/terminal-questions.ts')
  const answer = await talkOnTerminal((ask) => ask(`${question} [y/N, d for the diff] `), signals)
  const given = (answer ?? '').trim()
  return /^y(es)?$/i.test(given) ? 'yes' : /^d(iff)?$/i.test(given) ? 'diff' : 'no'
}

/**
 * By itself V8 lets the heap of a large deploy grow to two or three times what it holds. Not from the start: with other flags V8
 * compiles again what came compiled, so that every part of Node, and of kdeploy, that is loaded later takes two to three times as long.
 */
function growHeapSlowly(): void {
  // A V8 that doesn't know the flag would say so on stderr: only where it was tried.
  if (Number.parseInt(process.versions.node, 10) > 25) return
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  const own = ['--heap-growing-percent=0', '--semi-space-growth-factor=2']
  for (const flag of ['--heap-growing-percent=40', '--semi-space-growth-factor=1']) setFlagsFromString(flag)
  // What Node's compile cache keeps then is for a start, with V8's own flags.
  process.prependOnceListener('exit', () => {
    for (const flag of own) setFlagsFromString(flag)
  })
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
function endOnBugs(pen: () => Pen): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      pen().fold(undefined)
      showBug(error, pen(), KDEPLOY_VERSION)
      process.exit(exitCodes.internal)
    })
  }
}

/**
 * `kdeploy render | head` closes our stdout, a terminal that is gone takes both streams along: that is not an error, and a deploy
 * goes on, or ends in order, although nobody reads of it. Other data that is lost, on a full or broken disk for example, is
 * told once, and in the end by the exit code. The signal aborts where nobody reads stdout any more.
 */
function tolerateLostOutput(): AbortSignal {
  let lost = false
  const unread = new AbortController()
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const nobodyReads = error.code === 'EPIPE' || (error.code === 'EIO' && process.stdout.isTTY)
    if (nobodyReads) unread.abort()
    if (nobodyReads || lost) return
    lost = true
    process.stderr.write(`error: stdout can't be written: ${error.message}\n`)
  })
  process.on('exit', () => {
    const told = Number(process.exitCode ?? 0)
    if (lost && (told === exitCodes.done || told === exitCodes.different)) process.exitCode = exitCodes.internal
  })
  return unread.signal
}
