import fc from 'fast-check'
import { expect } from 'vitest'
import { withApi } from '../../support/cluster/api.ts'
import { test } from '../../support/cluster/cluster.ts'
import { createField, type Field } from '../../support/tampering/field.ts'
import { tampers } from '../../support/tampering/tampers.ts'

/** `npm run fuzz tampers` sets them. */
const runs = Number(process.env['KDEPLOY_FUZZ_RUNS'] ?? 40)
const seed = Number(process.env['KDEPLOY_FUZZ_SEED'] ?? 14)
/** Namespaces in which they go on side by side. */
const fields = 4

test.for([
  ['records', undefined, runs],
  ['signed records', 'a-key-of-signatures-that-nobody-else-has', Math.ceil(runs / 4)],
] as const)(
  'whatever somebody wrote into the %s of a release, nothing outside its namespace is touched',
  {
    timeout: 120_000 + runs * 6_000,
  },
  async ([, key, numRuns], { cluster }) => {
    await withApi(
      cluster,
      async (api) => {
        const left = fc.sample(tampers, { seed, numRuns })
        const work = async (field: Field) => {
          for (let tamper = left.pop(); tamper !== undefined; tamper = left.pop()) {
            const before = await field.outside()
            const { exitCode, stderr } = await field.run(tamper)
            const what = `seed ${seed}, ${JSON.stringify(tamper)}: exit code ${exitCode}\n${stderr}`
            expect(await field.outside(), what).toEqual(before)
            expect([0, 2, 3, 4, 5, 6], what).toContain(exitCode)
          }
        }
        const all = await Promise.all(
          Array.from({ length: fields }, (_, index) => createField(cluster, api, index, key)),
        )
        try {
          await Promise.all(all.map(work))
        } finally {
          await Promise.all(all.map(({ clear }) => clear()))
        }
      },
      { userAgent: 'kubectl' },
    )
  },
)
