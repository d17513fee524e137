import { describe, expect } from 'vitest'
import { type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { interruptHeld } from '../../support/faults/interrupted.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const image = ({ kubectl }: Cluster) =>
  kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
const leases = ({ kubectl }: Cluster) => kubectl(['get', 'leases', '-o', 'name'])

/** A shop of two good revisions, whose undo was ended by the signal while it waited, with all of it written. */
async function cutOff(cluster: Cluster, signal: NodeJS.Signals, ...workload: readonly string[]) {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  await shop.kdeploy('apply')
  const args = ['undo', ...workload, '-p', 'prod_shop', '--stable-for', '60s']
  const running = cluster.startKdeploy(args, { cwd: shop.folder })
  await cluster.waitFor('the wait', async () => running.output().includes('must stay ready'))
  running.child.kill(signal)
  return { shop, ...(await running.result) }
}

describe('an undo that a signal ends', () => {
  test('records what was done, gives the lock back, and the same command goes on with it', async ({ cluster }) => {
    const { shop, stderr, exitCode } = await cutOff(cluster, 'SIGTERM')
    const left = [await leases(cluster), (await revisionsOf(cluster)).at(-1)]

    const again = await shop.kdeploy('undo')

    expect(stderr).toMatch(
      /interrupted by SIGTERM; already written: Deployment \S+\/web\nrerun the command: it continues/,
    )
    expect(exitCode).toBe(143)
    expect(left).toEqual(['', '3 failed undo to 1'])
    expect(again.stderr).toContain('revision 3 is recorded as succeeded')
    expect(again.exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply', '3 succeeded undo to 1'])
  })

  test('is gone on with also where it was killed', async ({ cluster }) => {
    const { shop, exitCode } = await cutOff(cluster, 'SIGKILL')
    const [lease = ''] = (await leases(cluster)).split('\n')
    await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}'])

    const again = await shop.kdeploy('undo', '--lock-timeout', '30s')

    expect(exitCode).toBe(137)
    expect(again.stderr).toMatch(
      /warning: revision 3 \(undo to 1, .* never finished: its run was killed or interrupted/,
    )
    expect(again.exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
    expect((await revisionsOf(cluster)).join()).not.toContain('undo to 2')
    expect(await leases(cluster)).toBe('')
  })

  test('counts as done once it was gone on with: the next one looks further back', async ({ cluster }) => {
    const { shop } = await cutOff(cluster, 'SIGTERM')
    await shop.kdeploy('undo')

    const { stderr, exitCode } = await shop.kdeploy('undo')
    const forward = await shop.kdeploy('undo', '--to-revision', '2')

    expect(stderr).toContain(
      'no earlier revision that succeeded and differs from revision 3, which restored revision 1',
    )
    expect(exitCode).toBe(2)
    expect(forward.stderr).toContain('restored revision 2')
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
  })
})

test('an undo that only deleted something before a signal counts as one that went back', async ({ cluster }) => {
  const shop = await createShop(cluster)
  const extra = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n'
  await shop.kdeploy('apply')
  await shop.change({ files: { 'templates/extra.yaml': extra } })
  await shop.kdeploy('apply')
  let isDone = false
  let goOn = () => {}
  const answerAfter = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const done = () => {
    isDone = true
  }
  const proxy = await startApiProxy(cluster, ({ method, url }) =>
    method === 'DELETE' && url.includes('/configmaps/extra') ? { answerAfter, done } : undefined,
  )
  try {
    const options = { cwd: shop.folder, env: { KUBECONFIG: proxy.kubeconfig } }
    const running = cluster.startKdeploy(['undo', '-p', 'prod_shop'], options)
    await cluster.waitFor('the deletion', async () => isDone)
    running.child.kill('SIGTERM')
    // The signal is noticed, and the answer is still waited for.
    await new Promise((resolve) => setTimeout(resolve, 300))
    goOn()
    const { stderr, exitCode } = await running.result
    expect(stderr).toMatch(/^interrupted by SIGTERM; deleted: ConfigMap \S+\/extra$/m)
    expect(exitCode).toBe(143)
  } finally {
    await proxy.close()
  }
  await shop.change({ stage: 'crash-loop', tag: '2', files: { 'templates/extra.yaml': '' } })

  const failed = await shop.kdeploy('apply', '--undo-on-failure')

  expect(failed.stderr).toContain('undo: restoring revision 1')
  expect(failed.exitCode).toBe(6)
  expect(await cluster.kubectl(['get', 'configmap/extra', '--ignore-not-found', '-o', 'name'])).toBe('')
})

test('an undo of one workload that a signal ends says how to follow it, as running it again would undo it', async ({
  cluster,
}) => {
  const { stderr, exitCode } = await cutOff(cluster, 'SIGTERM', 'deployment/web')

  expect(stderr).toMatch(
    /interrupted by SIGTERM; already written: Deployment \S+\/web\nthe rollout continues; to follow it: kubectl --context admin -n \S+ rollout status deployment\.apps\/web\n$/,
  )
  expect(exitCode).toBe(143)
  expect(await leases(cluster)).toBe('')
  expect(await image(cluster)).toBe('registry.example.com/shop:1')
})

test('an undo of one workload whose write a signal cuts off says that its outcome is unknown, and how to look', async ({
  cluster,
}) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  await shop.kdeploy('apply')
  const holds = ({ method, url }: ProxiedRequest) => method === 'PATCH' && url.includes('/deployments/web')

  const args = ['undo', 'deployment/web']
  const { exitCode, stderr } = await interruptHeld(cluster, shop.folder, args, { holds, signal: 'SIGINT' })

  expect(stderr).toMatch(/^interrupted by SIGINT; .*outcome unknown: Deployment \S+\/web$/m)
  expect(stderr).toMatch(
    /^check the newest revision before you rerun it .*: kubectl .*-n \S+ rollout history deployment.apps\/web$/m,
  )
  expect(stderr).not.toContain('rerun the command')
  expect(exitCode).toBe(130)
  expect(await image(cluster)).toBe('registry.example.com/shop:2')
})
