import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { repository } from '../support/projects/project.ts'

const run = (...args: readonly string[]) => kdeploy(args, { cwd: join(repository, 'ci/examples/fleet') })

test('the example of a fleet is valid, and its tests pass on each cluster', async () => {
  expect(await run('validate')).toMatchObject({ exitCode: 0 })
  const { stdout, exitCode } = await run('test')
  expect(stdout).toMatch(/^5 passed /)
  expect(exitCode).toBe(0)
})

test('the example of a fleet has its profiles on the clusters of their layers, in the order of what they need', async () => {
  const { stdout } = await run('profiles', '--graph')
  expect(stdout).toBe(`LEVEL  PROFILE              NEEDS
1      prod_bus@{eu,us,ap}
       stg_bus@{eu}
2      prod_reports@{eu}    prod_bus
       prod_web@{eu,us,ap}  prod_bus
       stg_web@{eu}         stg_bus
`)
})
