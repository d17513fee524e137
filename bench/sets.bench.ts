/**
 * Several releases in one process, of one namespace: 100 profiles without a change beside 10 of them, create, change all, the memory of
 * 100 releases of 50 objects, and the ways without a set: kdeploy and `helm upgrade --install` once for each of 10. All take turns; ratios
 * are of one round. Targets: 100 without a change within 3 × the time of 10, and less than 300 MB with 50 objects each.
 *
 * | variable | |
 * |---|---|
 * | KDEPLOY_BENCH_ROUNDS | 3 |
 * | KDEPLOY_BENCH_PARTS | `time,memory,peers` |
 */
import { cpus } from 'node:os'
import { type Bed, onBed } from './deploying/bed.ts'
import { median } from './deploying/figures.ts'
import { fleetCommand, helmChart, writeFleet } from './deploying/fleet.ts'
import { type Bench, run } from './deploying/tools.ts'

const rounds = Number(process.env['KDEPLOY_BENCH_ROUNDS'] ?? 3)
const parts = (process.env['KDEPLOY_BENCH_PARTS'] ?? 'time,memory,peers').split(',')
const profiles = 100
const all = 'bench_p*'
const ten = 'bench_p00*'

const processors = cpus()
console.log(`${new Date().toISOString()}, Node ${process.version}, ${processors.length} × ${processors[0]?.model}`)
await onBed(async (bed) => {
  if (parts.includes('time')) measureTime(bed)
  if (parts.includes('memory')) measureMemory(bed)
  if (parts.includes('peers')) await measurePeers(bed)
})

/** 100 and 10 releases of 10 objects. */
function measureTime(bed: Bed): void {
  const bench = open(bed, 10)
  const namespace = bed.createNamespace()
  const take = (name: string, pattern: string, ...more: string[]) => {
    const { milliseconds, peakMemory = 0 } = run(bench, fleetCommand(bench, namespace, pattern, ...more))
    console.log(`${name}: ${milliseconds.toFixed(0)} ms, ${peakMemory.toFixed(0)} MB`)
    bed.settle(namespace)
    return milliseconds
  }
  console.log(`\n${profiles} releases of 10 objects, in one process`)
  take('create 100', all)
  const ratios: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const small = take('no change of 10', ten)
    const large = take('no change of 100', all)
    ratios.push(large / small)
  }
  take('change all of 100', all, '--set', 'version=2')
  tell('no change, 100 / 10 releases', median(ratios), 3, '×')
}

/** 100 releases of 50 objects. */
function measureMemory(bed: Bed): void {
  const bench = open(bed, 50)
  const namespace = bed.createNamespace()
  console.log(`\n${profiles} releases of 50 objects, in one process`)
  for (const step of ['create', 'no change']) {
    const { milliseconds, peakMemory = Number.NaN } = run(bench, fleetCommand(bench, namespace, all))
    console.log(`${step}: ${milliseconds.toFixed(0)} ms`)
    tell(`peak memory, ${step}`, peakMemory, 300, 'MB')
    bed.settle(namespace)
  }
}

/** 10 releases of 10 objects, without a change: together, and one by one. */
async function measurePeers(bed: Bed): Promise<void> {
  const bench = open(bed, 10)
  const namespace = bed.createNamespace()
  const names = Array.from({ length: 10 }, (_, index) => `bench_p00${index}`)
  const tools = [
    { name: 'kdeploy, one process for all', commands: [fleetCommand(bench, namespace, ten)] },
    {
      name: 'kdeploy, a process for each',
      commands: names.map((name) => fleetCommand(bench, namespace, name)),
    },
    ...(await helmChart(bench)).map(({ name, command }) => {
      const own = bed.createNamespace()
      return { name, commands: names.map((release) => command(release, own)) }
    }),
  ]
  console.log('\n10 releases of 10 objects, without a change')
  const took = new Map<string, number[]>()
  // The first round creates.
  for (let round = 0; round <= rounds; round++)
    for (const { name, commands } of tools) {
      const milliseconds = commands.reduce((sum, command) => sum + run(bench, command).milliseconds, 0)
      if (round > 0) took.set(name, [...(took.get(name) ?? []), milliseconds])
    }
  const [own = []] = took.values()
  for (const [name, each] of took) {
    const ratio = median(each.map((milliseconds, index) => milliseconds / (own[index] ?? Number.NaN)))
    console.log(`${name}: ${median(each).toFixed(0)} ms, ${ratio.toFixed(1)} ×`)
  }
}

function open(bed: Bed, objects: number): Bench {
  const bench = bed.open()
  writeFleet(bench.folder, profiles, objects)
  return bench
}

function tell(what: string, found: number, target: number, unit: string): void {
  console.log(`${what}: ${found.toFixed(1)} ${unit} (target < ${target} ${unit}, ${found < target ? 'met' : 'MISSED'})`)
}
