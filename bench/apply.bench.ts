/**
 * Deploys as whole processes: kdeploy with all its checks, beside a pass (one server-side apply per object by a plain
 * keep-alive client, at its best concurrency) and beside the peers that are installed. All take turns, and ratios are of one
 * round, as the machine's drift hits its neighbours alike. The targets are in passes of the same step.
 * KDEPLOY_BENCH_ROUNDS (3), KDEPLOY_BENCH_PEER_ROUNDS (1).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bed, onBed } from './deploying/bed.ts'
import { Figures, row, seconds } from './deploying/figures.ts'
import { type State, writeProject } from './deploying/project.ts'
import {
  type Bench,
  helmTool,
  isInstalled,
  kappTool,
  kdeployTool,
  kubectls,
  kubectlTool,
  plainTool,
  run,
  type Tool,
} from './deploying/tools.ts'

const concurrencies = [16, 32, 64]
const rounds = Number(process.env['KDEPLOY_BENCH_ROUNDS'] ?? 3)
/** The peers take ten times as long. */
const peerRounds = Math.min(rounds, Number(process.env['KDEPLOY_BENCH_PEER_ROUNDS'] ?? 1))

interface Step {
  readonly name: string
  readonly state: State
  /** The most passes that kdeploy may take, besides the fixed cost. */
  readonly passes: number
}

/** Milliseconds. */
const fixedCost = 600
const steps: readonly Step[] = [
  { name: 'create', state: { version: '1', marker: '1' }, passes: 2.5 },
  { name: 'change all', state: { version: '2', marker: '1' }, passes: 2.5 },
  { name: 'no change', state: { version: '2', marker: '1' }, passes: 1.3 },
  { name: 'change one', state: { version: '2', marker: '2' }, passes: 1.3 },
]
/** How many times as long they should take. */
const peerTargets: readonly (readonly [name: RegExp, times: number])[] = [
  [/^kubectl .* --server-side$/, 5],
  [/^helm upgrade/, 2],
]
const mostMemory = 300

await onBed((bed) => {
  showTargets(compare(bed, 500, peerRounds))
  // With few objects it shows what a deploy takes besides its passes.
  compare(bed, 60, 0)
  measureMemory(bed, 5000)
})

interface Measured {
  readonly figures: Figures
  readonly own: Tool
  readonly passes: readonly Tool[]
  readonly peers: readonly Tool[]
}

/** Lets all tools take turns, and prints their times. */
function compare(bed: Bed, count: number, roundsOfPeers: number): Measured {
  const bench = bed.open()
  writeProject(bench.folder, count)
  const own = kdeployTool()
  const passes = concurrencies.map((concurrency) => plainTool(bench, concurrency))
  const peers = roundsOfPeers > 0 ? peersOf(bench) : []
  const figures = new Figures()
  for (let round = 0; round < rounds; round++) {
    const tools = [...passes, own, ...(round < roundsOfPeers ? peers : [])]
    const namespaces = new Map(tools.map((tool) => [tool, bed.createNamespace()]))
    for (const { name, state } of steps) {
      for (const [tool, namespace] of namespaces) {
        const { milliseconds } = run(bench, tool.command({ namespace, state }))
        figures.add(tool.name, name, milliseconds)
        bed.settle(namespace)
      }
    }
    console.error(`${count} objects: round ${round + 1} of ${rounds} done`)
  }
  console.log(`\n${count} objects, whole processes, medians of ${rounds} rounds (peers ${roundsOfPeers})`)
  print('', ({ name }) => name)
  for (const tool of [...passes, own, ...peers])
    print(tool.name, ({ name }) => seconds(figures.median(tool.name, name)))
  return { figures, own, passes, peers }
}

function peersOf(bench: Bench): Tool[] {
  const optional = { helm: helmTool(bench), kapp: kappTool(bench) }
  const installed = Object.entries(optional).flatMap(([program, tool]) => {
    if (isInstalled(program)) return [tool]
    console.log(`${program} isn't installed, so ${tool.name} isn't measured`)
    return []
  })
  const serverSide = kubectls(bench).map((kubectl) => kubectlTool(bench, kubectl, '--server-side'))
  return [...serverSide, kubectlTool(bench, bench.kubectl), ...installed]
}

function showTargets({ figures, own, passes, peers }: Measured): void {
  const taken = ({ name }: Step) => {
    const [best] = passes.toSorted((a, b) => figures.median(a.name, name) - figures.median(b.name, name))
    return figures.ratio(own.name, best?.name ?? '', name, fixedCost)
  }
  print(`kdeploy less ${fixedCost / 1000} s`, (step) => `${taken(step).toFixed(2)} passes`)
  print('  target', (step) => verdict(`<= ${step.passes}`, taken(step) <= step.passes))
  for (const peer of peers) {
    const target = peerTargets.find(([name]) => name.test(peer.name))?.[1]
    const times = ({ name }: Step) => 1 / figures.ratio(own.name, peer.name, name)
    print(`${peer.name} / kdeploy`, (step) => `${times(step).toFixed(1)} x`)
    // helm install checks nothing.
    const isReported = (step: Step) => step.name === 'create' && peer.name.startsWith('helm')
    if (target !== undefined)
      print('  target', (step) => (isReported(step) ? 'none' : verdict(`>= ${target} x`, times(step) >= target)))
  }
}

/** Peak memory of deploys of many objects. */
function measureMemory(bed: Bed, count: number): void {
  const bench = bed.open()
  writeProject(bench.folder, count)
  const namespace = bed.createNamespace()
  const file = join(bench.folder, 'peak-memory')
  const hook = join(import.meta.dirname, 'deploying', 'peak-memory.cjs')
  console.log('')
  for (const { name, state } of steps) {
    const [node = '', ...args] = kdeployTool().command({ namespace, state })
    const { milliseconds } = run(bench, [node, '--require', hook, ...args], { PEAK_MEMORY_FILE: file })
    const peak = Number(readFileSync(file, 'utf8'))
    const result = verdict(`< ${mostMemory} MB`, peak < mostMemory)
    console.log(`${count} objects, ${name}: at most ${peak.toFixed(0)} MB (target ${result}), ${seconds(milliseconds)}`)
    bed.settle(namespace)
  }
}

function print(title: string, cell: (step: Step) => string): void {
  console.log(row(title, steps.map(cell)))
}

function verdict(target: string, met: boolean): string {
  return `${target} ${met ? 'met' : 'MISSED'}`
}
