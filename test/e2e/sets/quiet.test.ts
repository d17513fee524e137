import { expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { fleetFiles, type Service } from '../../support/projects/fleet.ts'

/** A fleet of these services, and the commands on it. */
async function fleet(cluster: Cluster, services: Readonly<Record<string, Service>>) {
  const { folder } = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
  return {
    kdeploy: (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder }),
    start: (...args: readonly string[]) => cluster.startKdeploy(args, { cwd: folder }),
  }
}

const two = { prod_bus: {}, prod_ui: {} }

test('--quiet tells of a diff, a freeze and a thaw what came of it, and no plan of each', async ({ cluster }) => {
  const { kdeploy } = await fleet(cluster, two)

  const diff = await kdeploy('diff', '-p', 'prod_*', '--quiet')
  expect(diff.exitCode, diff.stderr).toBe(1)
  expect(diff.stdout).toContain('Deployment')
  expect(diff.stderr).toContain('2 of 2 releases differ')

  const frozen = await kdeploy('freeze', '-p', 'prod_*', '--until', '3d', '--reason', 'holidays', '-q')
  const thawed = await kdeploy('thaw', '-p', 'prod_*', '-q')
  expect([frozen.exitCode, thawed.exitCode]).toEqual([0, 0])
  expect(frozen.stderr + thawed.stderr).not.toContain('holidays')
  expect(frozen.stderr).toMatch(/^done: 2 releases done/m)
})

test('--quiet keeps silent about what is watched where a signal ends that', async ({ cluster }) => {
  const { start } = await fleet(cluster, two)
  const running = start('apply', '-p', 'prod_*', '--canary', 'prod_bus', '--bake', '10m', '--quiet')
  await cluster.waitFor('the bake', async () => running.output().includes('watching prod_bus'))
  running.child.kill('SIGINT')

  const { exitCode, stderr } = await running.result

  expect(exitCode, stderr).toBe(130)
  expect(stderr).not.toMatch(/\[prod_bus\] +waiting/)
  expect(stderr).toContain('interrupted while step 1 was watched')
})

test('--all-or-nothing says why a release could not be brought back, and names a command that works', async ({
  cluster,
}) => {
  const { kdeploy } = await fleet(cluster, { prod_bus: {}, prod_ui: { stage: 'crash-loop' } })
  expect((await kdeploy('apply', '-p', 'prod_*')).exitCode).toBe(5)

  const { exitCode, stderr } = await kdeploy('apply', '-p', 'prod_*', '--set', 'tag=2', '--all-or-nothing', '-q')

  expect(exitCode, stderr).toBe(5)
  expect(stderr).toMatch(/\[prod_ui\] +undo failed: where \S+ was before run \S+ can't be told: no earlier revision/)
  expect(stderr).toContain('next: kdeploy status -p prod_ui\n      kdeploy history -p prod_ui\n')
  expect(stderr).not.toContain('kdeploy undo')
  expect(stderr).toMatch(/prod_bus +restored +3 /)
  expect((await kdeploy('history', '-p', 'prod_ui')).exitCode).toBe(0)
})

test('a release that failed and was restored stands in the summary with the revision that runs now', async ({
  cluster,
}) => {
  const { kdeploy } = await fleet(cluster, two)
  expect((await kdeploy('apply', '-p', 'prod_*')).exitCode).toBe(0)
  const failing = ['--set', 'tag=2', '--set', 'stage=crash-loop']

  const { exitCode, stderr } = await kdeploy('apply', '-p', 'prod_*', ...failing, '--undo-on-failure', '--keep-going')

  expect(exitCode, stderr).toBe(6)
  expect(stderr).toMatch(/^prod_bus +restored +3 /m)
})
