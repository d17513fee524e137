import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { EnvironmentOptions } from '../../../src/template/library.ts'

/** A render that both engines can do: a source, or a name among `templates`; options and variables as JSON. */
export interface Case {
  readonly template?: string
  readonly main?: string
  readonly templates?: Readonly<Record<string, string>>
  readonly env?: EnvironmentOptions
  readonly context?: Readonly<Record<string, unknown>>
}

/** What an engine made of a case. `line` is known for syntax errors. */
export type Result =
  | { readonly output: string }
  | { readonly error: string; readonly message: string; readonly line: number | null }

/** Real Jinja2 in a Python process. */
export interface Reference {
  /** Results in the order of the cases. */
  render(cases: readonly Case[]): Promise<readonly Result[]>
  /** The same by a process of its own, where addresses and the order of sets are others. */
  renderAfresh(cases: readonly Case[]): Promise<readonly Result[]>
  stop(): void
}

/** Milliseconds after which a silent process is given up. */
const patience = 10_000

const script = fileURLToPath(new URL('reference.py', import.meta.url))

/** Whether a `python3` with Jinja2 3.1 can be run: without one there is nothing to compare with. */
export function hasReference(): boolean {
  const code = 'import jinja2, resource; print(jinja2.__version__)'
  const { status, stdout } = spawnSync('python3', ['-c', code], { encoding: 'utf8' })
  return status === 0 && stdout.startsWith('3.1.')
}

/** Starts the process when the first case comes. It is started anew where a case kills it; that case answers with the error `Crash`. */
export function startReference(): Reference {
  let worker: Worker | undefined
  return {
    async render(cases) {
      const results: Result[] = []
      worker ??= startWorker()
      while (results.length < cases.length) {
        results.push(...(await worker.render(cases.slice(results.length))))
        if (results.length === cases.length) break
        results.push({ error: 'Crash', message: '', line: null })
        worker = startWorker()
      }
      return results
    },
    async renderAfresh(cases) {
      const fresh = startReference()
      const results = await fresh.render(cases)
      fresh.stop()
      return results
    },
    stop: () => worker?.stop(),
  }
}

interface Worker {
  /** The results up to the case that ended the process. */
  render(cases: readonly Case[]): Promise<readonly Result[]>
  stop(): void
}

function startWorker(): Worker {
  const child: ChildProcessWithoutNullStreams = spawn('python3', [script])
  child.stdin.on('error', () => undefined)
  child.stderr.resume()
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  // The first line tells the versions.
  const ready = lines.next()
  return {
    async render(cases) {
      await ready
      child.stdin.write(cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
      const results: Result[] = []
      for (let count = 0; count < cases.length; count += 1) {
        // Python can't interrupt some of its own loops (a power of huge numbers).
        const timer = setTimeout(() => child.kill('SIGKILL'), patience)
        const { value, done } = await lines.next()
        clearTimeout(timer)
        if (done) break
        results.push(JSON.parse(value) as Result)
      }
      return results
    },
    stop() {
      child.stdin.end()
      child.kill('SIGKILL')
    },
  }
}
