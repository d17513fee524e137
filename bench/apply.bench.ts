/**
 * Deploys as whole processes: kdeploy with all its checks, beside a pass (one server-side apply per object by a plain
 * keep-alive client, at its best concurrency) and beside the peers: the control plane's own kubectl, Helm 3 and 4 (from the
 * PATH, else those that the tests build), and kapp where it is on the PATH. All take turns, and ratios are of one round, as the
 * machine's drift hits its neighbours alike. The targets are in deploying/steps.ts.
 *
 * | variable | |
 * |---|---|
 * | KDEPLOY_BENCH_OBJECTS | numbers of objects, multiples of 20 (`500,60,5000`); 60 show what a deploy takes besides its passes |
 * | KDEPLOY_BENCH_ROUNDS | 3 |
 * | KDEPLOY_BENCH_PEER_ROUNDS | 1; of the slow peers (all but `kubectl apply --server-side`), and of everything from 5,000 objects on |
 */
import { cpus } from 'node:os'
import { type Bed, onBed } from './deploying/bed.ts'
import { Figures } from './deploying/figures.ts'
import { findSlowPeers, kubectlTool } from './deploying/peers.ts'
import { writeProject } from './deploying/project.ts'
import { type Results, showResults } from './deploying/results.ts'
import { type Step, steps } from './deploying/steps.ts'
import { type Bench, kdeployTool, plainTool, type Ran, run, type Tool } from './deploying/tools.ts'

const counts = (process.env['KDEPLOY_BENCH_OBJECTS'] ?? '500,60,5000').split(',').map(Number)
const wrong = counts.filter((count) => !(count > 0 && count % 20 === 0))
if (wrong.length > 0) throw new Error(`expected multiples of 20 in KDEPLOY_BENCH_OBJECTS, got ${wrong.join(', ')}`)
const rounds = Number(process.env['KDEPLOY_BENCH_ROUNDS'] ?? 3)
const peerRounds = Math.min(rounds, Number(process.env['KDEPLOY_BENCH_PEER_ROUNDS'] ?? 1))
const concurrencies = [16, 32, 64]
const largeCount = 5000
const smallCount = 500

const processors = cpus()
console.log(`${new Date().toISOString()}, Node ${process.version}, ${processors.length} × ${processors[0]?.model}`)
await onBed(async (bed) => {
  for (const count of counts) showResults(await measure(bed, count))
})

/** Lets all tools take turns with this number of objects. */
async function measure(bed: Bed, count: number): Promise<Results> {
  const isLarge = count >= largeCount
  const bench = openProject(bed, count)
  const own = kdeployTool(bench, 'kdeploy')
  const small = isLarge ? kdeployTool(openProject(bed, smallCount), `kdeploy with ${smallCount}`) : undefined
  const passes = concurrencies.map((concurrency) => plainTool(bench, concurrency))
  const kubectl = kubectlTool(bench, '--server-side')
  const slow = isLarge ? [] : await findSlowPeers(bench)
  const milliseconds = new Figures()
  const memory = new Figures()
  const lastRound = isLarge ? Math.max(peerRounds, 1) : rounds
  for (let round = 1; round <= lastRound; round++) {
    // The last rounds, as the API server is cold in the first.
    const isOfAll = round > lastRound - peerRounds
    const tools = [...passes, own, ...(small ? [small] : []), kubectl, ...(isOfAll ? slow : [])]
    const namespaces = new Map(tools.map((tool) => [tool, bed.createNamespace()]))
    for (const step of steps) {
      for (const [tool, namespace] of namespaces) {
        const ran = take(bench, tool, step, namespace)
        if (ran === undefined) continue
        const measured = { tool: tool.name, step: step.name }
        milliseconds.add(measured, round, ran.milliseconds)
        if (ran.peakMemory !== undefined) memory.add(measured, round, ran.peakMemory)
        bed.settle(namespace)
      }
    }
    const times = steps.map(({ name }) => milliseconds.of({ tool: own.name, step: name }).at(-1)?.toFixed(0))
    console.error(`${count} objects: round ${round} of ${lastRound} done, kdeploy took ${times.join(', ')} ms`)
  }
  console.log(`\n${count} objects, whole processes, medians of ${lastRound} rounds (slow peers ${peerRounds})`)
  return { count, milliseconds, memory, own, small, passes, peers: [kubectl, ...slow] }
}

function openProject(bed: Bed, count: number): Bench {
  const bench = bed.open()
  writeProject(bench.folder, count)
  return bench
}

/** undefined for a diff of a tool that has none. @throws Error where a diff doesn't show the one change */
function take(bench: Bench, tool: Tool, { name, state }: Step, namespace: string): Ran | undefined {
  const deploy = { namespace, state }
  if (name !== 'diff') return run(bench, tool.apply(deploy))
  if (tool.diff === undefined) return undefined
  const ran = run(bench, tool.diff(deploy), 1)
  const change = new RegExp(`^\\+ *marker: "?${state.marker}\\b`, 'm')
  if (!change.test(ran.stdout)) throw new Error(`the diff of ${tool.name} doesn't show the change: ${ran.stdout}`)
  return ran
}
