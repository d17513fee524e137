import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { configFleetFiles } from '../../support/projects/config-fleet.ts'

test('the command of a step is run as long as something depends on it, also where a run before was stopped by it', {
  timeout: 60_000,
}, async ({ cluster }) => {
  const files = configFleetFiles(cluster.namespace, { prod_bus: {}, prod_dagon: {}, prod_ui: {} })
  const order = 'order:\n- {profiles: [prod_dagon], command: [./smoke.sh, one]}\n- {command: [./smoke.sh, two]}\n'
  const { folder } = await cluster.createProject({ files: { ...files, 'kdeploy.yaml': files['kdeploy.yaml'] + order } })
  const script = join(folder, 'smoke.sh')
  writeFileSync(script, '#!/bin/sh\ntest ! -e "$1.broken" || exit 3\n')
  chmodSync(script, 0o755)
  const broken = (step: string) => join(folder, `${step}.broken`)
  const apply = async (...args: readonly string[]) => {
    const { exitCode, stderr } = await cluster.kdeploy(['apply', '-p', 'prod_*', ...args], { cwd: folder })
    return { exitCode, ran: [...stderr.matchAll(/running \.\/smoke\.sh (\w+)/g)].map(([, step]) => step), stderr }
  }
  const idle = (step: number) => `step ${step}: nothing was to be changed, so its command is not run\n`

  expect(await apply()).toMatchObject({ exitCode: 0, ran: ['one', 'two'] })
  const unchanged = await apply()
  expect(unchanged).toMatchObject({ exitCode: 0, ran: [] })
  expect(unchanged.stderr).toContain(idle(1))
  expect(unchanged.stderr).toContain(idle(2))

  // It is the last one that fails: nothing is left to be deployed.
  writeFileSync(broken('two'), '')
  expect(await apply('--set', 'tag=2')).toMatchObject({ exitCode: 5, ran: ['one', 'two'] })
  expect(await apply('--set', 'tag=2')).toMatchObject({ exitCode: 5, ran: ['one', 'two'] })
  rmSync(broken('two'))
  expect(await apply('--set', 'tag=2')).toMatchObject({ exitCode: 0, ran: ['one', 'two'] })
  expect(await apply('--set', 'tag=2')).toMatchObject({ exitCode: 0, ran: [] })

  // What is still to be deployed waits for it.
  writeFileSync(broken('one'), '')
  expect(await apply('--set', 'tag=3')).toMatchObject({ exitCode: 5, ran: ['one'] })
  expect(await apply('--set', 'tag=3')).toMatchObject({ exitCode: 5, ran: ['one'] })
  rmSync(broken('one'))
  expect(await apply('--set', 'tag=3')).toMatchObject({ exitCode: 0, ran: ['one', 'two'] })
})
