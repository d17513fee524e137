/** Start-up of whole processes as ratios to an empty Node process, run in turn so that the machine's drift hits all alike. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('..', import.meta.url))
const kdeploy = [`${repository}/bin/kdeploy.js`]
const rounds = 25

const commands: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'kdeploy --help': [...kdeploy, '--help'],
  'kdeploy render -p prod_cthulu --offline': [...kdeploy, 'render', '-p', 'prod_cthulu', '--offline'],
}

function milliseconds(args: readonly string[]): number {
  const began = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`node ${args.join(' ')} exited ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - began) / 1e6
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]))
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(commands)) times.get(name)?.push(milliseconds(args))
}
const base = median(times.get('node -e 0') ?? [])
for (const [name, figures] of times) {
  const time = median(figures)
  console.log(`${name.padEnd(42)} ${time.toFixed(0).padStart(5)} ms   ${(time / base).toFixed(2)} x`)
}
