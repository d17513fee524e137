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
 * | KDEPLOY_BENCH_PEER_ROUNDS | 1; of the peers, which take ten times as long, and of everything from 5,000 objects on |
 */
import { cpus } from 'node:os'
import { type Bed, onBed } from './deploying/bed.ts'
import { Figures } from './deploying/figures.ts'
import { findPeers, kubectlTool } from './deploying/peers.ts'
import { writeProject } from './deploying/project.ts'
import { type Results, showResults } from './deploying/results.ts'
import { type Step, steps } from './deploying/steps.ts'
import { type Bench, type Deploy, kdeployTool, plainTool, type Ran, run, type Tool } from './deploying/tools.ts'

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
  const peers = isLarge ? [kubectlTool(bench, '--server-side')] : await findPeers(bench)
  const results: Results = { count, milliseconds: new Figures(), memory: new Figures(), own, small, passes, peers }
  const lastRound = isLarge ? Math.max(peerRounds, 1) : rounds
  for (let round = 1; round <= lastRound; round++) {
    const tools = [...passes, own, ...(small ? [small] : []), ...(round <= peerRounds ? peers : [])]
    const namespaces = new Map(tools.map((tool) => [tool, bed.createNamespace()]))
    for (const step of steps) {
      for (const [tool, namespace] of namespaces) {
        take(bench, tool, step, namespace, results)
        bed.settle(namespace)
      }
    }
    console.error(`${count} objects: round ${round} of ${lastRound} done`)
  }
  console.log(`\n${count} objects, whole processes, medians of ${lastRound} rounds (peers ${peerRounds})`)
  return results
}

function openProject(bed: Bed, count: number): Bench {
  const bench = bed.open()
  writeProject(bench.folder, count)
  return bench
}

/** One step of one tool; none where the tool has no diff. */
function take(bench: Bench, tool: Tool, step: Step, namespace: string, { milliseconds, memory }: Results): void {
  const deploy = { namespace, state: step.state }
  const taken = step.name === 'diff' ? showDiff(bench, tool, deploy) : run(bench, tool.apply(deploy))
  if (taken === undefined) return
  const measured = { tool: tool.name, step: step.name }
  milliseconds.add(measured, taken.milliseconds)
  if (taken.peakMemory !== undefined) memory.add(measured, taken.peakMemory)
}

/** @throws Error for a diff that doesn't show the one change */
function showDiff(bench: Bench, tool: Tool, deploy: Deploy): Ran | undefined {
  if (!tool.diff) return undefined
  const shown = run(bench, tool.diff(deploy), 1)
  const change = new RegExp(`^\\+ *marker: "?${deploy.state.marker}\\b`, 'm')
  if (!change.test(shown.stdout)) throw new Error(`${tool.name} shows another change: ${shown.stdout}`)
  return shown
}
