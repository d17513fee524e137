import { describe, expect } from 'vitest'
import { type Cluster, test, waitFor } from '../../support/cluster/cluster.ts'
import { startControlPlane } from '../../support/control-plane.ts'
import { program } from '../../support/kdeploy.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { runProgram, startProgram } from '../../support/program.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createProject } from '../../support/projects/project.ts'
import { createShop, shopFiles } from '../../support/projects/shop.ts'

const lasting = (time: string) => `test.kdeploy.dev/complete-after: ${time}`
const members = ({ kubectl }: Cluster) =>
  kubectl(['get', 'configmaps,deployments,jobs', '-l', 'applyset.kubernetes.io/part-of', '-o', 'name'])

/** A shop whose first apply runs the hook, whose lock somebody else took meanwhile. */
async function robbed(cluster: Cluster, hook: string) {
  const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hook } })
  const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
  await cluster.waitFor('the hook', async () => running.output().includes('waiting for its completion'))
  const [lease = ''] = (await cluster.kubectl(['get', 'leases', '-o', 'name'])).split('\n')
  await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"holderIdentity":"bob@laptop"}}'])
  const holder = () => cluster.kubectl(['get', lease, '-o', 'jsonpath={.spec.holderIdentity}'])
  return { ...(await running.result), holder }
}

test('a hook that runs over its activeDeadlineSeconds fails with them, and nothing else is written', async ({
  cluster,
}) => {
  const slow = hookJob({ pod: lasting('60s') }).replace(
    'backoffLimit: 0',
    'backoffLimit: 0\n  activeDeadlineSeconds: 2',
  )
  const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': slow } })

  const { stderr, exitCode } = await shop.kdeploy('apply')

  expect(stderr).toMatch(/failed +Job \S+\/migrate: not completed within 2 s \(activeDeadlineSeconds\)\n/)
  expect(stderr).toContain('DeadlineExceeded: Job was active longer than specified deadline\n')
  expect(stderr).toMatch(/^failed: revision 1, stopped by a hook: nothing else was written/m)
  expect(exitCode).toBe(5)
  expect(await members(cluster)).toBe('job.batch/migrate\n')
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
})

describe('a run whose lock is taken away while a hook runs', () => {
  test('writes nothing after the hook, and says so', async ({ cluster }) => {
    const { stderr, exitCode, holder } = await robbed(cluster, hookJob({ pod: lasting('4s') }))

    expect(stderr).toMatch(/^ready +Job \S+\/migrate: completed$/m)
    expect(stderr).toMatch(
      /^error: the lock was lost: another run may be writing, so this one stopped\n {2}no object of the release was written; hooks that ran: Job \S+\/migrate\nhint: check for another run/m,
    )
    expect(exitCode).toBe(4)
    expect(await members(cluster)).toBe('job.batch/migrate\n')
    expect(await revisionsOf(cluster)).toEqual(['1 pending apply'])
    expect(await holder()).toBe('bob@laptop')
  })

  test('stops while the hook goes on, and names its Job', async ({ cluster }) => {
    const { stderr, exitCode, holder } = await robbed(cluster, hookJob({ pod: lasting('60s') }))

    expect(stderr).toMatch(
      /^error: the lock was lost: .*\n {2}no object of the release was written; hooks that may still be running: Job \S+\/migrate$/m,
    )
    expect(exitCode).toBe(4)
    expect(await members(cluster)).toBe('job.batch/migrate\n')
    expect(await revisionsOf(cluster)).toEqual(['1 pending apply'])
    expect(await holder()).toBe('bob@laptop')
  })
})

test('a hook is seen through a restart of the API server', { timeout: 180_000 }, async ({ cluster: _shared }) => {
  const plane = await startControlPlane()
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfig }
  const files = { 'templates/migrate.yaml': hookJob({ pod: lasting('20s') }) }
  const project = await createProject({ files: shopFiles({ namespace: 'good', files }) })
  try {
    const args = ['apply', '--profile', 'prod_shop', '--create-namespace', '--timeout', '90s', '--verbose']
    const apply = startProgram(program.file, program.args(...args), { cwd: project.folder, env })
    const watch = /watch begins: GET \S+\/jobs\?\S+ 200/
    await waitFor('the hook', async () => watch.test(apply.output()) && / migrate \| starting$/m.test(apply.output()))
    const before = apply.output().length

    await plane.restartApiServer(4000)

    const { stderr, exitCode } = await apply.result
    const get = async (what: string) =>
      (await runProgram(plane.kubectl, ['get', what, '-n', 'good', '-o', 'name'], { env })).stdout
    expect(stderr).not.toMatch(/^(warning|error)/m)
    expect(apply.output().slice(before)).toMatch(watch)
    expect(stderr.match(/^hook /gm)).toHaveLength(1)
    expect(stderr.match(/ \| starting$/gm)).toHaveLength(1)
    expect(stderr).toMatch(/^ready +Job good\/migrate: completed$/m)
    expect(exitCode).toBe(0)
    expect(await get('leases')).toBe('')
  } finally {
    await project.remove()
    await plane.stop()
  }
})
