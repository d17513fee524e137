import { KdeployError, type Place } from '../errors.ts'
import { shellWords } from '../shell-words.ts'
import { shorten } from '../shorten.ts'
import { decodeUtf8 } from './utf8.ts'

export interface Run {
  readonly argv: readonly [string, ...string[]]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly milliseconds: number
  readonly signal: AbortSignal | undefined
  /** What asked; errors name it. */
  readonly place: Place
  readonly label: string
  /** What it prints may hold a secret that nobody knows yet, so errors don't show it. */
  readonly sensitive: boolean
  /** What its exit codes mean, for errors that don't show what it printed. */
  readonly exitCodes?: Readonly<Record<number, string>>
}

/** Bytes of output; what a source gives is configuration, not data. */
const MAX_OUTPUT = 1024 * 1024

/** The process's end may be awaited this long after it was killed: a grandchild can keep its output open. */
const GRACE = 1000

/**
 * The bytes that a process wrote to its standard output, run without a shell and with nothing to read. Throws KdeployError `source-failed`
 * where it can't be started, fails, takes too long or prints too much; with the end of what it printed to stderr, unless
 * that is sensitive (`curl -v` and `set -x` print what they were given).
 */
export async function runProcess(run: Run): Promise<Uint8Array> {
  const { execa } = await import('execa')
  const [file, ...args] = run.argv
  const child = execa(file, args, {
    cwd: run.folder,
    env: run.environment,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: MAX_OUTPUT,
    timeout: run.milliseconds,
    forceKillAfterDelay: GRACE / 2,
    ...(run.signal === undefined ? {} : { cancelSignal: run.signal }),
  })
  for (const stream of [child.stdout, child.stderr]) {
    let size = 0
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      // execa stops listening, which a program that minds no broken pipe doesn't notice.
      if (size > MAX_OUTPUT) child.kill('SIGKILL')
    })
  }
  const result = await Promise.race([child, after(run.milliseconds + GRACE)])
  if (result === undefined || result.timedOut) {
    throw failure(run, `took longer than ${run.milliseconds / 1000} s and was stopped`, result?.stderr)
  }
  if (result.isCanceled) throw failure(run, 'was interrupted')
  if (result.isMaxBuffer) throw failure(run, `printed more than ${MAX_OUTPUT / 1024 / 1024} MiB and was stopped`)
  if (result.code === 'ENOENT') throw failure(run, `can't be started: there is no program ${file}`)
  if (result.exitCode === undefined && result.signal === undefined) {
    throw failure(run, `can't be started: ${result.code ?? result.shortMessage}`)
  }
  if (result.failed) {
    const how =
      result.signal === undefined
        ? `failed with exit code ${result.exitCode}${meaning(run, result.exitCode)}`
        : `was ended by ${result.signal}`
    throw failure(run, how, result.stderr)
  }
  return result.stdout
}

/**
 * What a process printed as text, a byte order mark included. Throws KdeployError `source-failed` where it isn't UTF-8, with
 * `hint`.
 */
export function outputText(output: Uint8Array, { label, place }: Pick<Run, 'label' | 'place'>, hint: string): string {
  return decodeUtf8(output, ({ reason }) => {
    const message = `the output of ${label} is no text: ${reason}`
    return new KdeployError({ code: 'source-failed', category: 'input', message, place, hint })
  })
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), milliseconds).unref()
  })
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
    detail: 'what it printed is not shown, as it may hold a secret',
    hint: `to see it, run in the project's folder: ${shellWords(argv)}`,
  })
}
