import fc from 'fast-check'
import { expect } from 'vitest'
import { withApi } from '../../support/cluster/api.ts'
import { test } from '../../support/cluster/cluster.ts'
import { perform } from '../../support/model/perform.ts'
import { createSandbox } from '../../support/model/sandbox.ts'
import { type Step, steps } from '../../support/model/step.ts'

/** What `npm run fuzz deploys` sets: how many sequences, the seed, and one sequence to run alone. */
const runs = Number(process.env['KDEPLOY_FUZZ_RUNS'] ?? 5)
const seed = Number(process.env['KDEPLOY_FUZZ_SEED'] ?? 8)
/** Milliseconds for all of it, the search for the smallest sequence that fails included. */
const limit = 40_000 + runs * 12_000
const only = process.env['KDEPLOY_FUZZ_STEPS']

test('whatever happens in whatever order, a release ends as the last success says, and nothing else is touched', {
  timeout: limit + 60_000,
}, async ({ cluster }) => {
  await withApi(
    cluster,
    async (api) => {
      const run = async (sequence: readonly Step[]) => {
        const sandbox = await createSandbox(cluster, api)
        const done: string[] = []
        for (const [index, step] of sequence.entries()) {
          const said = await perform(sandbox, step, index).catch((error: unknown) => {
            const message = error instanceof Error ? error.message : String(error)
            throw new Error(`${done.join('\n')}\n${index + 1}. ${JSON.stringify(step)}\n${message}`)
          })
          done.push(`${index + 1}. ${JSON.stringify(step)}\n${said}`)
        }
      }
      if (only !== undefined) return run(JSON.parse(only))
      const property = fc.asyncProperty(steps, run)
      const details = await fc.check(property, { seed, numRuns: runs, interruptAfterTimeLimit: limit })
      const [smallest] = details.counterexample ?? []
      const again = `npm run fuzz deploys -- --steps '${JSON.stringify(smallest)}'`
      expect(
        details.failed,
        `seed ${seed}; to run the smallest sequence again:\n${again}\n\n${details.errorInstance}`,
      ).toBe(false)
    },
    { userAgent: 'kubectl' },
  )
})
