// Compares the dialect with Python's Jinja2 on random templates; prints the smallest form of each kind of difference.
//   --cases N    how many (100,000)        --seconds N  stop after so long, whatever the count
//   --seed S     of the first batch (1)    --only WORD  of the sorts whose names hold it
//   --kinds N    stop at so many kinds of difference (10)
import { parseArgs } from 'node:util'
import { sampleCases, sorts } from '../test/support/jinja/cases.ts'
import { compareEngines, type Difference } from '../test/support/jinja/differences.ts'
import { kindOf, reduce, sourceOf } from '../test/support/jinja/reduce.ts'
import { hasReference, startReference } from '../test/support/jinja/reference.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    kinds: { type: 'string', default: '10' },
  },
})
const [wanted, seconds, firstSeed, maxKinds] = [values.cases, values.seconds, values.seed, values.kinds].map(
  Number,
) as [number, number, number, number]
const batch = 500

if (!hasReference()) {
  console.error("Expected a python3 with Jinja2 3.1: pip install 'jinja2==3.1.*'")
  process.exit(1)
}
const reference = startReference()
const started = performance.now()
const elapsed = (): number => (performance.now() - started) / 1000
const kinds = new Map<string, number>()
const excuses = new Map<string, number>()
let done = 0
let different = 0

const chosen = sorts.filter(({ name }) => name.includes(values.only))
for (let seed = firstSeed; done < wanted && elapsed() < seconds && kinds.size < maxKinds; seed += 1) {
  for (const { share, arbitrary } of chosen) {
    const cases = sampleCases(arbitrary, seed, Math.max(1, Math.round(batch * share)))
    const { differences, excused } = await compareEngines(reference, cases)
    for (const reason of excused) excuses.set(reason, (excuses.get(reason) ?? 0) + 1)
    for (const difference of differences) {
      different += 1
      const kind = kindOf(difference)
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      if (kinds.get(kind) === 1) print(await reduce(reference, difference), seed)
    }
    done += cases.length
  }
  if (seed % 10 === 0) console.log(`${done} cases, ${different} differences, ${elapsed().toFixed(0)} s`)
}
reference.stop()
console.log(
  `${done} cases from seed ${firstSeed}: ${different} differences of ${kinds.size} kinds, ${elapsed().toFixed(0)} s`,
)
for (const [reason, count] of [...excuses].sort((a, b) => b[1] - a[1])) console.log(`  excused ${count}: ${reason}`)
process.exitCode = different === 0 ? 0 : 1

function print({ one, expected, actual }: Difference, seed: number): void {
  const others = {
    env: one.env,
    context: one.context,
    ...(one.main === undefined ? {} : { templates: Object.keys(one.templates ?? {}) }),
  }
  console.log(
    `--- seed ${seed}\n  template ${JSON.stringify(sourceOf(one))}\n  ${JSON.stringify(others).slice(0, 400)}`,
  )
  console.log(`  expected ${JSON.stringify(expected)}\n  actual   ${JSON.stringify(actual)}`)
}
