import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import {
  deleteHeld,
  deletionOf,
  field,
  hold,
  holdObject,
  releaseObject,
  uidOf,
} from '../../support/cluster/finalizers.ts'
import { createShop } from '../../support/projects/shop.ts'

const job = (text: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 0
      containers: [{name: once, image: registry.example.com/once:${text}}]
`

const service = (port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, selector: {app: web}, ports: [{port: ${port}}]}\n`

/** Starts kdeploy, lets `object` go once the run says that it waits for it, and returns how the run ended. */
async function releasedMidWait(cluster: Cluster, folder: string, object: string, args: readonly string[] = ['apply']) {
  const running = cluster.startKdeploy([...args, '-p', 'prod_shop'], { cwd: folder })
  await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))
  const uid = await uidOf(cluster, object)
  await releaseObject(cluster, object)
  return { ...(await running.result), uid }
}

describe('an object that is being deleted when the plan is made', () => {
  test('is planned as one to create once it is gone, and created then', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await deleteHeld(cluster, 'configmap/shop')

    const diff = await shop.kdeploy('diff')
    const json = await shop.kdeploy('diff', '-o', 'json')
    const { exitCode, stderr, uid } = await releasedMidWait(cluster, shop.folder, 'configmap/shop')

    const name = `ConfigMap ${cluster.namespace}/shop`
    expect(diff.stdout).toContain(`--- ${name} (live, being deleted)\n`)
    expect(diff.stdout).toMatch(/\+\+\+ \S+ \S+ \(\S+, to be created once the object being deleted is gone\)\n/)
    expect(diff.exitCode).toBe(1)
    expect(json.stdout).toMatch(/"type":"difference".*"action":"create".*"afterDeletion":true/)
    expect(stderr).toContain('plan: 1 to create, 0 to change, 1 unchanged')
    expect(stderr).toContain(
      `${name} is being deleted, and will be created once it is gone: held by finalizers: ${hold}\n`,
    )
    expect(stderr).toMatch(/^done: revision 2, 1 created/m)
    expect(exitCode).toBe(0)
    expect(await uidOf(cluster, 'configmap/shop')).not.toBe(uid)
    expect(await deletionOf(cluster, 'configmap/shop')).toBe('')
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
  })

  test('has nothing written where it does not go in time, and what holds it is named', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await deleteHeld(cluster, 'configmap/shop')
    await shop.change({ tag: '2' })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '1s')
    const history = await shop.kdeploy('history')
    await releaseObject(cluster, 'configmap/shop')

    expect(stderr).toMatch(
      new RegExp(
        `^error: templates/config.yaml:\\S+ ConfigMap \\S+/shop is still being deleted after 1 s: .*${hold}$`,
        'm',
      ),
    )
    expect(stderr).toContain('\nnothing was written\n')
    expect(exitCode).toBe(3)
    expect(await field(cluster, 'deployment/web', '.spec.template.spec.containers[0].image')).toMatch(/:1$/)
    expect(history.stdout).not.toMatch(/^2 /m)
  })

  test('leaves nothing behind where a signal ends the wait', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await deleteHeld(cluster, 'configmap/shop')
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))

    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.result
    await releaseObject(cluster, 'configmap/shop')

    expect(stderr).toMatch(/^interrupted by SIGINT; nothing was written$/m)
    expect(exitCode).toBe(130)
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
    expect((await shop.kdeploy('history')).stdout).not.toMatch(/^2 /m)
  })

  test('waits for the pods that a deletion in the foreground takes first: a Deployment', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const pod = (await cluster.kubectl(['get', 'pods', '-o', 'name'])).trim()
    await holdObject(cluster, pod)
    await cluster.kubectl(['delete', 'deployment/web', '--cascade=foreground', '--wait=false'])
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))

    const uid = await uidOf(cluster, 'deployment/web')
    await releaseObject(cluster, pod)
    const { exitCode, stderr } = await running.result

    expect(stderr).toContain(
      `held by finalizers: foregroundDeletion (its pods are still there: ${pod.replace('pod/', '')})\n`,
    )
    expect(exitCode).toBe(0)
    expect(await uidOf(cluster, 'deployment/web')).not.toBe(uid)
  })

  test('may change what a live object could not: the template of a Job', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/job.yaml': job('1') } })
    await shop.kdeploy('apply')
    await deleteHeld(cluster, 'job/once')
    await shop.change({ files: { 'templates/job.yaml': job('2') } })

    const { exitCode, stderr } = await releasedMidWait(cluster, shop.folder, 'job/once')

    expect(stderr).toContain('plan: 1 to create, 0 to change, 2 unchanged')
    expect(exitCode).toBe(0)
    expect(await field(cluster, 'job/once', '.spec.template.spec.containers[0].image')).toMatch(/:2$/)
  })

  test('may have finalizers in its manifest, and fields that somebody else set', async ({ cluster }) => {
    const held =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/other]}\ndata: {a: "1"}\n'
    const shop = await createShop(cluster, { files: { 'templates/held.yaml': held } })
    await shop.kdeploy('apply')
    await cluster.kubectl(['patch', 'configmap/held', '--field-manager=hand', '-p', '{"data":{"a":"2"}}'])
    await deleteHeld(cluster, 'configmap/held')

    const { exitCode } = await releasedMidWait(cluster, shop.folder, 'configmap/held')
    const value = await field(cluster, 'configmap/held', '.data.a')
    await releaseObject(cluster, 'configmap/held')

    expect(exitCode).toBe(0)
    expect(value).toBe('1')
  })

  test('may change the port of a Service whose addresses it still has', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/service.yaml': service(80) } })
    await shop.kdeploy('apply')
    await deleteHeld(cluster, 'service/web')
    await shop.change({ files: { 'templates/service.yaml': service(81) } })

    const { exitCode } = await releasedMidWait(cluster, shop.folder, 'service/web')

    expect(exitCode).toBe(0)
    expect(await field(cluster, 'service/web', '.spec.ports[0].port')).toBe('81')
  })

  test('is waited for and created by an undo, too', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })
    await shop.kdeploy('apply')
    await deleteHeld(cluster, 'configmap/shop')

    const late = await shop.kdeploy('undo', '--timeout', '1s')
    const { exitCode, stderr, uid } = await releasedMidWait(cluster, shop.folder, 'configmap/shop', ['undo'])

    expect(late.stderr).toContain(`is still being deleted after 1 s: held by finalizers: ${hold}`)
    expect(late.exitCode).toBe(3)
    expect(stderr).toMatch(/^done: restored revision 1 as revision 3, 1 created/m)
    expect(exitCode).toBe(0)
    expect(await uidOf(cluster, 'configmap/shop')).not.toBe(uid)
    expect(await field(cluster, 'configmap/shop', '.data.greeting')).toBe('hello')
  })

  test('is waited for by an undo after a failure, which is no success where it stays', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', stage: 'never-ready' })
    const args = ['apply', '-p', 'prod_shop', '--undo-on-failure', '--timeout', '3s']
    const running = cluster.startKdeploy(args, { cwd: shop.folder })
    await cluster.waitFor('the write', async () => /changed +Deployment/.test(running.output()))
    await deleteHeld(cluster, 'configmap/shop')

    const { exitCode, stderr } = await running.result
    await releaseObject(cluster, 'configmap/shop')

    expect(stderr).toMatch(/^not undone: revision 1 could not be restored; what was written stays/m)
    expect(stderr).toContain(`is still being deleted after 3 s: held by finalizers: ${hold}`)
    expect(exitCode).toBe(5)
  })
})

describe('an object that is deleted after the plan was made', () => {
  /** Runs an apply; `happen` runs to its end before the first request that `url` and `method` pick goes on. */
  async function applyWhile(
    cluster: Cluster,
    folder: string,
    when: RegExp,
    happen: () => Promise<unknown>,
    ...args: readonly string[]
  ) {
    let met = false
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (met || !when.test(`${method} ${url}`)) return undefined
      met = true
      return { until: happen() }
    })
    const env = { KUBECONFIG: proxy.kubeconfig }
    return { proxy, running: cluster.startKdeploy(['apply', '-p', 'prod_shop', ...args], { cwd: folder, env }) }
  }

  test('is not changed, whatever the server answers, but created again once it is gone', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })
    const { proxy, running } = await applyWhile(cluster, shop.folder, /^POST .*\/leases/, () =>
      deleteHeld(cluster, 'configmap/shop'),
    )
    await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))
    const uid = await uidOf(cluster, 'configmap/shop')
    await releaseObject(cluster, 'configmap/shop')
    const { exitCode, stderr } = await running.result
    await proxy.close()

    expect(stderr).toContain('plan: 0 to create, 1 to change')
    expect(stderr).toMatch(/^done: /m)
    expect(exitCode).toBe(0)
    expect(await uidOf(cluster, 'configmap/shop')).not.toBe(uid)
    expect(await field(cluster, 'configmap/shop', '.data.greeting')).toBe('good evening')
  })

  test('ends the run where it does not go in time, with what was written', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening', tag: '2' })
    const happen = () => deleteHeld(cluster, 'deployment/web')
    const { proxy, running } = await applyWhile(cluster, shop.folder, /^POST .*\/leases/, happen, '--timeout', '2s')
    const { exitCode, stderr } = await running.result
    await proxy.close()
    await releaseObject(cluster, 'deployment/web')

    expect(stderr).toContain('the deploy stopped: an object to be recreated is still being deleted')
    expect(stderr).toMatch(/Deployment \S+\/web is still being deleted after 2 s: .*example\.com\/hold/)
    expect(stderr).toMatch(/already written: ConfigMap \S+\/shop; deleted but not recreated: Deployment \S+\/web/)
    expect(exitCode).toBe(3)
  })

  test('is told as deleted but not made again where a signal ends the wait', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })
    const { proxy, running } = await applyWhile(cluster, shop.folder, /^POST .*\/leases/, () =>
      deleteHeld(cluster, 'configmap/shop'),
    )
    await cluster.waitFor('the wait', async () => /will be created once it is gone/.test(running.output()))
    running.child.kill('SIGTERM')
    const { exitCode, stderr } = await running.result
    await proxy.close()
    await releaseObject(cluster, 'configmap/shop')

    expect(stderr).toMatch(/^interrupted by SIGTERM; deleted but not recreated: ConfigMap \S+\/shop/m)
    expect(exitCode).toBe(143)
  })

  test.for([
    ['and held', deleteHeld, /ConfigMap \S+\/shop: is being deleted\n.*\n +Terminating: .*example\.com\/hold/],
    [
      'and gone',
      (cluster: Cluster, object: string) => cluster.kubectl(['delete', object]),
      /ConfigMap \S+\/shop: was deleted while kdeploy waited\n/,
    ],
  ] as const)(
    '%s during the wait is a failure, though it was unchanged and ready',
    async ([, remove, told], { cluster }) => {
      const shop = await createShop(cluster)
      await shop.kdeploy('apply')
      await shop.change({ tag: '2', readyAfter: '12s' })
      const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
      await cluster.waitFor('the write', async () => /changed +Deployment/.test(running.output()))
      await remove(cluster, 'configmap/shop')
      const { exitCode, stderr } = await running.result
      const history = await shop.kdeploy('history')
      if (remove === deleteHeld) await releaseObject(cluster, 'configmap/shop')

      expect(stderr).toMatch(/ready +Deployment \S+\/web/)
      expect(stderr).toMatch(told)
      expect(stderr).not.toMatch(/^done/m)
      expect(exitCode).toBe(5)
      expect(history.stdout).toMatch(/^2 +failed .*ConfigMap/m)
    },
  )

  test('during the wait of a run that changes nothing is a failure, too', async ({ cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '12s' })
    await shop.kdeploy('apply', '--no-wait')
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting +Deployment/.test(running.output()))
    await cluster.kubectl(['delete', 'configmap/shop'])

    const { exitCode, stderr } = await running.result

    expect(stderr).toMatch(/ConfigMap \S+\/shop: was deleted while kdeploy waited/)
    expect(exitCode).toBe(5)
  })
})

test('a workload that is being deleted has no revision to go back to', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  await shop.kdeploy('apply')
  await deleteHeld(cluster, 'deployment/web')

  const { exitCode, stderr } = await shop.kdeploy('undo', 'deployment/web', '--no-wait')
  const image = await field(cluster, 'deployment/web', '.spec.template.spec.containers[0].image')
  await releaseObject(cluster, 'deployment/web')

  expect(stderr).toContain(`/web is being deleted, so none of its revisions can be restored: held by finalizers`)
  expect(exitCode).toBe(3)
  expect(image).toMatch(/:2$/)
})

test('a Job of a hook that is being deleted is waited for, and run again', async ({ cluster }) => {
  const hook = job('1').replace('{name: once}', '{name: once, annotations: {kdeploy.dev/hook: before-apply}}')
  const shop = await createShop(cluster, { files: { 'templates/hook.yaml': hook } })
  await shop.kdeploy('apply')
  await deleteHeld(cluster, 'job/once')
  const uid = await uidOf(cluster, 'job/once')
  await shop.change({ greeting: 'good evening', files: { 'templates/hook.yaml': hook } })
  const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
  await cluster.waitFor('the plan', async () => /plan: .*1 hook to run/.test(running.output()))

  await releaseObject(cluster, 'job/once')
  const { exitCode } = await running.result

  expect(exitCode).toBe(0)
  expect(await uidOf(cluster, 'job/once')).not.toBe(uid)
})
