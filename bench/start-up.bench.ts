/**
 * Start-up of whole processes as ratios to an empty Node process, run in turn so that the machine's drift hits all alike; then what
 * each command loads. With another Node: KDEPLOY_BENCH_NODE=path.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './deploying/figures.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const node = process.env['KDEPLOY_BENCH_NODE'] || process.execPath
const rounds = 25

interface Command {
  readonly words: readonly string[]
  /** Times an empty process, with what V8 compiled in an earlier run (from Node 22.8 on). */
  readonly target?: number
}

const commands: readonly Command[] = [
  { words: ['--version'], target: 1.3 },
  { words: ['--help'], target: 1.3 },
  { words: ['profiles'] },
  { words: ['validate', 'prod_cthulu'] },
  { words: ['render', '-p', 'prod_cthulu', '--offline'], target: 2.2 },
]

const cache = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
const kept = { XDG_CACHE_HOME: cache }
const none = { NODE_DISABLE_COMPILE_CACHE: '1' }

function milliseconds(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const began = process.hrtime.bigint()
  const { status, stderr } = spawnSync(node, args, {
    cwd: repository,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`node ${args.join(' ')} exited ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - began) / 1e6
}

function kdeploy({ words }: Command, env: Readonly<Record<string, string>>): number {
  return milliseconds([join(repository, 'bin/kdeploy.js'), ...words], env)
}

/** Kilobytes of the bundle's source by package, or by the first two folders of its rooms, of all chunks that a command loads. */
function loadedBy({ words }: Command): Map<string, number> {
  const file = join(cache, 'loaded')
  const hook = join(repository, 'test/support/loaded-chunks.cjs')
  milliseconds(['--require', hook, join(repository, 'bin/kdeploy.js'), ...words], { ...none, LOADED_CHUNKS_FILE: file })
  const sizes = new Map<string, number>()
  for (const chunk of JSON.parse(readFileSync(file, 'utf8')) as string[]) {
    let place = 'exports'
    for (const line of readFileSync(join(repository, 'dist/chunks', chunk), 'utf8').split('\n')) {
      place =
        /^\/\/ \S*?(?:node_modules\/((?:@[^/]+\/)?[^/]+)|(src(?:\/[\w-]+)?))\/\S+$/.exec(line)?.slice(1).join('') ??
        place
      sizes.set(place, (sizes.get(place) ?? 0) + (line.length + 1) / 1000)
    }
  }
  return sizes
}

const times = {
  base: [] as number[],
  kept: commands.map(() => [] as number[]),
  none: commands.map(() => [] as number[]),
}
for (const command of commands) kdeploy(command, kept)
for (let round = 0; round < rounds; round++) {
  times.base.push(milliseconds(['-e', '0'], none))
  for (const [index, command] of commands.entries()) {
    times.kept[index]?.push(kdeploy(command, kept))
    times.none[index]?.push(kdeploy(command, none))
  }
}
const base = median(times.base)
console.log(`${'node -e 0'.padEnd(42)} ${base.toFixed(0).padStart(5)} ms`)
for (const [index, { words, target }] of commands.entries()) {
  const [time, first] = [median(times.kept[index] ?? []), median(times.none[index] ?? [])]
  const verdict = target === undefined ? '' : `   ${time / base <= target ? 'met' : 'MISSED'}: at most ${target} x`
  const figures = `${time.toFixed(0).padStart(5)} ms   ${(time / base).toFixed(2)} x`
  const without = `(without what is kept: ${first.toFixed(0)} ms, ${(first / base).toFixed(2)} x)`
  console.log(`${['kdeploy', ...words].join(' ').padEnd(42)} ${figures}   ${without}${verdict}`)
}
for (const command of commands) {
  const sizes = [...loadedBy(command)].toSorted(([, a], [, b]) => b - a)
  const total = sizes.reduce((sum, [, size]) => sum + size, 0)
  const shown = sizes.slice(0, 12).map(([place, size]) => `${place} ${size.toFixed(0)}`)
  console.log(`\n${command.words[0]} loads ${total.toFixed(0)} KB: ${shown.join(', ')}, …`)
}
rmSync(cache, { recursive: true, force: true })
