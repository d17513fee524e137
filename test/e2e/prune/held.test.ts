import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { deletionOf, field, hold, holdObject, releaseObject } from '../../support/cluster/finalizers.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { contradictions, documentContradictions, parseEvents } from '../../support/output/documented.ts'
import { claim, mounting } from '../../support/projects/claims.ts'
import { createShop } from '../../support/projects/shop.ts'

const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: old}\nstringData: {a: "1"}\n`
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: old}\nspec: {ports: [{port: 80}]}\n'

/** The kinds that the release's parent names. */
const kinds = (cluster: Cluster) =>
  cluster.kubectl([
    'get',
    'secret',
    '-l',
    'applyset.kubernetes.io/id',
    '-o',
    'jsonpath={.items[0].metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds}',
  ])

/** A shop that applied `old`, on which there is a finalizer now, and that no longer renders it. */
async function createPruning(cluster: Cluster, old: string, object: string) {
  const shop = await createShop(cluster, { files: { 'templates/old.yaml': old } })
  await shop.kdeploy('apply')
  await holdObject(cluster, object)
  await shop.change({ greeting: 'good evening', files: { 'templates/old.yaml': '' } })
  return shop
}

describe('what is no longer rendered, and held by a finalizer when it is deleted', () => {
  test('is waited for, told, and known to all later runs until it is gone', async ({ cluster }) => {
    const shop = await createPruning(cluster, secret, 'secret/old')
    const name = `Secret ${cluster.namespace}/old`

    const first = await shop.kdeploy('apply', '--timeout', '2s')
    const history = await shop.kdeploy('history')
    const kept = await kinds(cluster)
    const status = await shop.kdeploy('status')
    const document = JSON.parse((await shop.kdeploy('status', '-o', 'json')).stdout)
    const diff = await shop.kdeploy('diff')
    const unchanged = await shop.kdeploy('apply', '--timeout', '2s')
    await shop.change({ greeting: 'good night', files: { 'templates/old.yaml': '' } })
    const changed = await shop.kdeploy('apply', '--timeout', '2s')
    await releaseObject(cluster, 'secret/old')
    const last = await shop.kdeploy('apply')
    const after = await shop.kdeploy('status')

    expect(first.stderr).toContain(`deleting ${name}: held by finalizers: ${hold}\n`)
    expect(first.stderr).not.toMatch(/deleted +Secret/)
    expect(first.stderr).toContain(
      'error: everything was applied, but 1 object no longer rendered is still being deleted\n',
    )
    expect(first.stderr).toContain(`error: ${name} is still being deleted after 2 s: held by finalizers: ${hold}\n`)
    expect(first.exitCode).toBe(5)
    expect(history.stdout).toMatch(new RegExp(`^2 +succeeded .* ${name} is still being deleted after`, 'm'))
    expect(kept).toContain('Secret')
    expect(status.stdout).toContain(
      `deleting     ${name}: no longer part of the revision; held by finalizers: ${hold}\n`,
    )
    expect(status.exitCode).toBe(0)
    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.terminating).toMatchObject([{ object: { kind: 'Secret', name: 'old' } }])
    expect(diff.stderr).toContain(`no longer rendered, still being deleted: ${name}: held by finalizers: ${hold}`)
    expect(diff.exitCode).toBe(0)
    expect(unchanged.stderr).toContain('no longer rendered is still being deleted')
    expect(unchanged.exitCode).toBe(5)
    expect(changed.stderr).toMatch(/changed +ConfigMap/)
    expect(changed.exitCode).toBe(5)
    expect(last.exitCode).toBe(0)
    expect(after.stdout).not.toContain('deleting')
    await shop.change({ greeting: 'hello', files: { 'templates/old.yaml': '' } })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    expect(await kinds(cluster)).toBe('ConfigMap,Deployment.apps')
  })

  test('is deleted where the finalizer goes during the wait: a Service', async ({ cluster }) => {
    const shop = await createPruning(cluster, service, 'service/old')
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop', '-o', 'json'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /"type":"deleting"/.test(running.output()))

    await releaseObject(cluster, 'service/old')
    const { exitCode, stdout } = await running.result

    const events = parseEvents(stdout)
    expect(events.flatMap(contradictions)).toEqual([])
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'warning',
      'planned',
      'written',
      'ready',
      'deleting',
      'deleted',
      'result',
    ])
    expect(events.at(-1)).toMatchObject({ exitCode: 0, deleted: 1 })
    expect(exitCode).toBe(0)
    expect(await kinds(cluster)).toBe('ConfigMap,Deployment.apps')
  })

  test('is told, but not waited for, with --no-wait', async ({ cluster }) => {
    const shop = await createPruning(cluster, secret, 'secret/old')

    const { exitCode, stderr } = await shop.kdeploy('apply', '--no-wait')
    const history = await shop.kdeploy('history')
    const kept = await kinds(cluster)
    const again = await shop.kdeploy('apply', '--no-wait')
    await releaseObject(cluster, 'secret/old')

    expect(stderr).toContain(`deleting Secret ${cluster.namespace}/old: held by finalizers: ${hold}\n`)
    expect(stderr).toMatch(/^applied, not waited for: revision 2, 0 created, 1 changed, 1 unchanged/m)
    expect(exitCode).toBe(0)
    expect(history.stdout).toMatch(/^2 +applied .*still being deleted when the run ended: Secret \S+\/old/m)
    expect(kept).toContain('Secret')
    expect(again.stderr).toMatch(/still being deleted: Secret \S+\/old/)
    expect(again.exitCode).toBe(0)
  })

  test('is told where a signal ends the wait, and waited for by the next run', async ({ cluster }) => {
    const shop = await createPruning(cluster, secret, 'secret/old')
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /deleting +Secret/.test(running.output()))

    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.result
    const leases = await cluster.kubectl(['get', 'leases', '-o', 'name'])
    const kept = await kinds(cluster)
    const held = await shop.kdeploy('apply', '--timeout', '1s')
    await releaseObject(cluster, 'secret/old')
    const last = await shop.kdeploy('apply')

    expect(stderr).toMatch(/^interrupted by SIGINT; .*; being deleted: Secret \S+\/old$/m)
    expect(exitCode).toBe(130)
    expect(leases).toBe('')
    expect(kept).toContain('Secret')
    expect(held.stderr).toContain('no longer rendered is still being deleted')
    expect(held.exitCode).toBe(5)
    expect(last.exitCode).toBe(0)
  })

  test('is waited for where somebody else deleted it before', async ({ cluster }) => {
    const shop = await createPruning(cluster, secret, 'secret/old')
    await cluster.kubectl(['delete', 'secret/old', '--wait=false'])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '1s')
    await releaseObject(cluster, 'secret/old')

    expect(stderr).toMatch(/no longer rendered, still being deleted: Secret \S+\/old/)
    expect(stderr).toContain('no longer rendered is still being deleted')
    expect(exitCode).toBe(5)
  })

  test('is a claim that a pod still mounts, which is named', async ({ cluster }) => {
    // A pod that no node has doesn't protect its claim, and no volume is there for the scheduler to find a node by.
    const node = await cluster.kubectl(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}'])
    const web = (template: string) =>
      mounting()(template).replace('      volumes:', `      nodeName: ${node}\n      volumes:`)
    const shop = await createShop(cluster, { web, files: { 'templates/claim.yaml': claim() } })
    await shop.kdeploy('apply', '--no-wait')
    const pod = await cluster.waitFor('the pod', async () =>
      (await cluster.kubectl(['get', 'pods', '-o', 'name'])).trim().split('\n').find(Boolean),
    )
    await holdObject(cluster, pod)
    await shop.change({ files: { 'templates/claim.yaml': '' } })
    await shop.kdeploy('apply', '--no-prune')

    const { exitCode, stderr } = await shop.kdeploy('apply', '--also-delete', 'pvc/data', '--timeout', '3s')
    await releaseObject(cluster, pod)
    const last = await shop.kdeploy('apply')

    expect(stderr).toContain(
      `held by finalizers: kubernetes.io/pvc-protection (pods mount it: ${pod.replace('pod/', '')})\n`,
    )
    expect(exitCode).toBe(5)
    expect(last.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'pvc', '-o', 'name'])).toBe('')
  })

  test('is a custom resource whose controller is gone', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const widget = `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: old, finalizers: [${hold}]}\n`
    await cluster.create([widgetDefinition(group)])
    try {
      await cluster.kubectl(['wait', `crd/widgets.${group}`, '--for=condition=Established'])
      const shop = await createShop(cluster, { files: { 'templates/old.yaml': widget } })
      await shop.kdeploy('apply')
      await shop.change({ files: { 'templates/old.yaml': '' } })

      const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '1s')
      const kept = await kinds(cluster)
      await releaseObject(cluster, `widgets.${group}/old`)

      expect(stderr).toContain(`Widget ${cluster.namespace}/old is still being deleted after 1 s`)
      expect(exitCode).toBe(5)
      expect(kept).toContain(`Widget.${group}`)
    } finally {
      await cluster.kubectl(['delete', `crd/widgets.${group}`, '--wait=false'])
    }
  })

  test('makes an undo incomplete, also one after a failure', async ({ cluster }) => {
    const files = { 'templates/old.yaml': secret }
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ files, stage: 'never-ready' })
    const args = ['apply', '-p', 'prod_shop', '--undo-on-failure', '--timeout', '3s']
    const running = cluster.startKdeploy(args, { cwd: shop.folder })
    await cluster.waitFor('the write', async () => /created +Secret/.test(running.output()))
    await holdObject(cluster, 'secret/old')
    const automatic = await running.result
    await releaseObject(cluster, 'secret/old')
    await shop.change({ files })
    await shop.kdeploy('apply')
    await holdObject(cluster, 'secret/old')

    const { exitCode, stderr } = await shop.kdeploy('undo', '--timeout', '2s')
    const deletion = await deletionOf(cluster, 'secret/old')
    await releaseObject(cluster, 'secret/old')

    expect(automatic.stderr).toContain(
      'partly undone: revision 1 was restored, but some objects added since could not be deleted',
    )
    expect(automatic.stderr).toMatch(/Secret \S+\/old is still being deleted after 3 s/)
    expect(automatic.exitCode).toBe(5)
    expect(stderr).toContain('no longer rendered is still being deleted')
    expect(exitCode).toBe(5)
    expect(deletion).not.toBe('')
    expect(await field(cluster, 'deployment/web', '.metadata.name')).toBe('web')
  })
})

describe('kdeploy delete', () => {
  test('leaves the record of where something is still being deleted with --no-wait', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': secret } })
    await shop.kdeploy('apply')
    await holdObject(cluster, 'secret/old')

    const first = await shop.kdeploy('delete', '--yes', '--no-wait')
    const kept = await kinds(cluster)
    const second = await shop.kdeploy('delete', '--yes', '--timeout', '1s')
    await releaseObject(cluster, 'secret/old')
    const last = await shop.kdeploy('delete', '--yes')

    expect(first.stderr).toMatch(/^done: deleted \S+: 2 objects, 1 still being deleted/m)
    expect(first.exitCode).toBe(0)
    expect(kept).toBe('Secret')
    expect(second.stderr).toContain(`held by finalizers: ${hold}`)
    expect(second.exitCode).toBe(5)
    expect(last.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'secrets', '-o', 'name'])).toBe('')
  })
})
