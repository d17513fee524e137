import { KdeployError } from '../errors.ts'
import { shorten } from '../shorten.ts'

/** Where git runs, and what it sees. */
export interface GitPlace {
  /** Absolute. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly interrupted: AbortSignal
  readonly trace?: ((line: string) => void) | undefined
}

/** How a command of git ended that could be run. */
export interface GitEnd {
  readonly succeeded: boolean
  readonly stdout: Buffer
  readonly stderr: string
}

export interface Git {
  /** @throws KdeployError `git-unusable` where git can't be started or prints too much; the signal's reason after a signal */
  run(args: readonly string[], input?: string): Promise<GitEnd>
  /** The same without a turn of the event loop, for what is needed within a render. */
  runNow(args: readonly string[]): GitEnd
}

/** Bytes that one command may print: all files of a project, or the names of all files of a repository. */
const maxOutput = 512 * 1024 * 1024

/** What makes git neither write to the repository nor run a hook, and take a path as it is written. */
const quietly = [
  '--no-optional-locks',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
]

/** Runs git, without a shell, in a folder. It answers in English, and asks nobody anything. */
export async function openGit({ folder, environment, interrupted, trace }: GitPlace): Promise<Git> {
  const { execa, execaSync } = await import('execa')
  const options = {
    cwd: folder,
    env: { ...environment, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    extendEnv: false,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: maxOutput,
  } as const
  const tell = (args: readonly string[]) => trace?.(`run: git ${args.join(' ')}`)
  return {
    async run(args, input) {
      tell(args)
      const given = input === undefined ? ({ stdin: 'ignore' } as const) : { input }
      const result = await execa('git', [...quietly, ...args], { ...options, ...given, cancelSignal: interrupted })
      interrupted.throwIfAborted()
      return endOf(result, args)
    },
    runNow(args) {
      tell(args)
      return endOf(execaSync('git', [...quietly, ...args], { ...options, stdin: 'ignore' }), args)
    },
  }
}

interface Result {
  readonly failed: boolean
  readonly exitCode?: number | undefined
  readonly code?: string | undefined
  readonly isMaxBuffer: boolean
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

function endOf({ failed, exitCode, code, isMaxBuffer, stdout, stderr }: Result, args: readonly string[]): GitEnd {
  if (code === 'ENOENT') {
    throw new KdeployError({
      code: 'git-unusable',
      category: 'input',
      message: 'git is not installed or not on the PATH',
      hint: 'what changed since a commit is read by git; install it, or deploy the releases by name',
    })
  }
  const text = Buffer.from(stderr).toString('utf8').trim()
  if (isMaxBuffer) throw gitFailed(args, `it printed more than ${maxOutput / 1024 / 1024} MiB`)
  if (failed && exitCode === undefined) throw gitFailed(args, text)
  return { succeeded: !failed, stdout: Buffer.from(stdout), stderr: text }
}

/** What to throw where git failed for no reason that is known. */
export function gitFailed(args: readonly string[], stderr: string): KdeployError {
  return new KdeployError({
    code: 'git-unusable',
    category: 'input',
    message: `git ${args.find((argument) => !argument.startsWith('-')) ?? ''} failed`,
    detail: stderr === '' ? undefined : shorten(stderr, { lastLines: 10 }),
    ...(stderr.includes('safe.directory')
      ? { hint: 'the repository belongs to another user: git config --global --add safe.directory FOLDER' }
      : {}),
  })
}
