import { KdeployError, type Place } from '../errors.ts'

export interface Run {
  readonly argv: readonly [string, ...string[]]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly milliseconds: number
  readonly signal: AbortSignal | undefined
  /** What asked; errors name it. */
  readonly place: Place
  readonly label: string
}

/** Bytes of output; what a source gives is configuration, not data. */
const MAX_OUTPUT = 1024 * 1024

/** The process's end may be awaited this long after it was killed: a grandchild can keep its output open. */
const GRACE = 1000

/**
 * The standard output of a process, run without a shell and with nothing to read. Throws KdeployError `source-failed`
 * where it can't be started, fails, takes too long or prints too much; with the end of what it printed to stderr.
 */
export async function runProcess(run: Run): Promise<string> {
  const { execa } = await import('execa')
  const [file, ...args] = run.argv
  const child = execa(file, args, {
    cwd: run.folder,
    env: run.environment,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
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
      result.signal === undefined ? `failed with exit code ${result.exitCode}` : `was ended by ${result.signal}`
    throw failure(run, how, result.stderr)
  }
  return result.stdout
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), milliseconds).unref()
  })
}

function failure({ label, place }: Run, problem: string, stderr?: string): KdeployError {
  const lines = (stderr ?? '').trimEnd().split('\n').slice(-10).join('\n')
  return new KdeployError({
    code: 'source-failed',
    category: 'input',
    message: `${label} ${problem}`,
    place,
    detail: lines === '' ? undefined : lines,
  })
}
