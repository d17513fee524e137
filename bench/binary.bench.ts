/**
 * The standalone binary beside the bundle and an empty Node process: size, start-up, and with KUBECONFIG set (a cluster that may be
 * written to: namespace kdeploy-bench-binary) a small apply, each as a ratio.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './deploying/figures.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const binary = join(repository, 'dist', 'binary', `kdeploy-${process.platform}-${process.arch}`)
const bundle = [process.execPath, join(repository, 'bin', 'kdeploy.js')]
const rounds = 15

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
const { KUBECONFIG } = process.env

function milliseconds(command: readonly string[], cwd: string): number {
  const [file = '', ...args] = command
  const began = process.hrtime.bigint()
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: folder, KUBECONFIG }
  const { status, stderr } = spawnSync(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${command.join(' ')} exited ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - began) / 1e6
}

/** Medians of each, run in turn, so that the machine's drift hits all alike. */
function compare(commands: readonly (readonly string[])[], cwd: string): number[] {
  const times = commands.map(() => [] as number[])
  for (const command of commands) milliseconds(command, cwd)
  for (let round = 0; round < rounds; round++)
    for (const [index, command] of commands.entries()) times[index]?.push(milliseconds(command, cwd))
  return times.map(median)
}

function sizeBelow(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size
  return readdirSync(path).reduce((sum, name) => sum + sizeBelow(join(path, name)), 0)
}

// The benchmarks begin with a build, which clears dist/.
spawnSync(process.execPath, [join(repository, 'ci', 'binary.js')], { stdio: 'inherit' })
if (existsSync(binary)) {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const sizes = [binary, process.execPath, join(repository, 'dist', 'chunks')].map(sizeBelow)
  const [own = 0, node = 0, chunks = 0] = sizes
  console.log(
    `size: binary ${megabytes(own)}, ${(own / node).toFixed(2)} x Node alone; the bundle ${megabytes(chunks)}`,
  )
  mkdirSync(join(folder, 'templates'))
  mkdirSync(join(folder, 'profiles'))
  writeFileSync(join(folder, 'kdeploy.yaml'), 'name: bench\n')
  writeFileSync(join(folder, 'profiles', 'prod_bench.yaml'), 'namespace: kdeploy-bench-binary\n')
  writeFileSync(
    join(folder, 'templates', 'a.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "1"}\n',
  )
  const rows: (readonly [string, readonly string[], string])[] = [
    ['--help', ['--help'], repository],
    ['validate', ['validate', 'prod_cthulu'], repository],
    ['render', ['render', '-p', 'prod_cthulu', '--offline'], repository],
  ]
  if (KUBECONFIG) {
    rows.push(['apply, no change', ['apply', '-p', 'prod_bench', '--create-namespace'], folder])
  }
  for (const [title, words, cwd] of rows) {
    const [empty = 1, byNode = 0, alone = 0] = compare(
      [
        [process.execPath, '-e', '0'],
        [...bundle, ...words],
        [binary, ...words],
      ],
      cwd,
    )
    const shown = (time: number) => `${time.toFixed(0).padStart(5)} ms (${(time / empty).toFixed(2)} x empty Node)`
    console.log(
      `${title.padEnd(18)} bundle ${shown(byNode)}   binary ${shown(alone)}   binary / bundle ${(alone / byNode).toFixed(2)}`,
    )
  }
}
rmSync(folder, { recursive: true, force: true })
