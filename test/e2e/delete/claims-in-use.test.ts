import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { claim, mounting, stateful, volumes } from '../../support/projects/claims.ts'
import { createShop, shopFiles } from '../../support/projects/shop.ts'

const container = { name: 'app', image: 'registry.example.com/reader:1' }

const withClaim = { web: mounting(), files: { 'templates/data.yaml': claim() } }

const createReader = (cluster: Cluster) =>
  cluster.create([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'reader', namespace: cluster.namespace },
      spec: { containers: [container], volumes, terminationGracePeriodSeconds: 0 },
    },
  ])

const podsOf = (cluster: Cluster, label: string) => cluster.kubectl(['get', 'pods', '-l', label, '-o', 'name'])

const isGoing = async (cluster: Cluster) =>
  (await cluster.kubectl(['get', 'pvc/data', '-o', 'jsonpath={.metadata.deletionTimestamp}'])) !== ''

const inUse = (pods: string) =>
  new RegExp(`PersistentVolumeClaim \\S+/data can't be deleted while pods that this run keeps mount it: ${pods}\n`)

describe('a claim that pods mount which stay', () => {
  test("is refused to a delete, with another release's and nobody's pods, and goes with the release's own", async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, withClaim)
    await shop.kdeploy('apply', '--no-wait')
    const files = shopFiles({ namespace: cluster.namespace, web: mounting() })
    const renamed = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replaceAll('web', 'till').replaceAll('shop', 'till')]),
    )
    const till = await cluster.createProject({
      files: { ...renamed, 'profiles/prod_till.yaml': files['profiles/prod_shop.yaml'] ?? '' },
    })
    const deployTill = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_till'], { cwd: till.folder })
    await deployTill('apply', '--no-wait')
    await createReader(cluster)
    await cluster.waitFor('the pods', async () => {
      const [own, others] = [await podsOf(cluster, 'app=web'), await podsOf(cluster, 'app=till')]
      return own !== '' && others !== ''
    })
    const remove = () => shop.kdeploy('delete', '--yes', '--also-delete', 'pvc/data')

    const refused = await remove()

    const tillsPod = 'till-\\S+ \\(of Deployment \\S+/till, a member of till/prod_till/\\S+\\)'
    expect(refused.stderr).toMatch(inUse(`(?:reader, ${tillsPod}|${tillsPod}, reader)`))
    expect(refused.stderr).toContain('nothing was deleted')
    expect(refused.exitCode).toBe(4)
    expect(await isGoing(cluster)).toBe(false)
    await deployTill('delete', '--yes')
    await cluster.kubectl(['delete', 'pod/reader'])
    const done = await remove()
    expect(done.stderr).toMatch(/deleted +PersistentVolumeClaim \S+\/data/)
    expect(done.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'pvc,deployments', '-o', 'name'])).toBe('')
  })

  test('is refused to an apply that no longer renders it, and to its diff', async ({ cluster }) => {
    const shop = await createShop(cluster, withClaim)
    await shop.kdeploy('apply', '--no-wait')
    await createReader(cluster)
    await shop.change({ tag: '2', files: { 'templates/data.yaml': '' } })

    for (const command of ['diff', 'apply']) {
      const { exitCode, stderr } = await shop.kdeploy(command, '--also-delete', 'pvc/data')

      // The Deployment is written anew without it.
      expect(stderr).toMatch(inUse('reader'))
      expect(exitCode).toBe(4)
    }
    expect(await isGoing(cluster)).toBe(false)
    await cluster.kubectl(['delete', 'pod/reader'])
    expect((await shop.kdeploy('apply', '--also-delete', 'pvc/data')).exitCode).toBe(0)
  })

  test("is refused where the release's own workload is kept", async ({ cluster }) => {
    const shop = await createShop(cluster, { ...withClaim, web: mounting('kdeploy.dev/prune: keep') })
    await shop.kdeploy('apply', '--no-wait')
    await cluster.waitFor('the pod', async () => (await podsOf(cluster, 'app=web')) !== '')

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes', '--also-delete', 'pvc/data')

    expect(stderr).toMatch(inUse('web-\\S+ \\(of Deployment \\S+/web, a member of shop/prod_shop/\\S+\\)'))
    expect(exitCode).toBe(4)
    expect(await isGoing(cluster)).toBe(false)
  })

  test('is refused where what made the pods may not be read', async ({ cluster }) => {
    const shop = await createShop(cluster, withClaim)
    await shop.kdeploy('apply', '--no-wait')
    await cluster.waitFor('the pod', async () => (await podsOf(cluster, 'app=web')) !== '')
    const kubeconfig = await cluster.kubeconfigFor([
      {
        apiGroups: ['', 'apps', 'coordination.k8s.io'],
        resources: ['configmaps', 'secrets', 'deployments', 'leases', 'persistentvolumeclaims', 'pods'],
        verbs: ['*'],
      },
    ])

    const args = ['--yes', '--also-delete', 'pvc/data', '--kubeconfig', kubeconfig]
    const { exitCode, stderr } = await shop.kdeploy('delete', ...args)

    expect(stderr).toMatch(inUse("web-\\S+ \\(whose owner ReplicaSet web-\\S+ can't be read\\)"))
    expect(exitCode).toBe(4)
  })

  test('is refused where a StatefulSet that stays makes it itself', async ({ cluster }) => {
    const files = { 'templates/set.yaml': stateful('1Gi'), 'templates/data.yaml': claim('data-db-0') }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply', '--no-wait')
    await cluster.waitFor('the pod', async () => (await podsOf(cluster, 'app=db')) !== '')
    await shop.change({ files: { ...files, 'templates/data.yaml': '' } })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--also-delete', 'pvc/data-db-0')

    expect(stderr).toMatch(
      /data-db-0 can't be deleted while pods that this run keeps mount it: db-0 \(of StatefulSet \S+\/db, a member of/,
    )
    expect(exitCode).toBe(4)
  })

  test('is refused where what owns the pod owns itself', async ({ cluster }) => {
    const shop = await createShop(cluster, withClaim)
    await shop.kdeploy('apply', '--no-wait')
    const metadata = { name: 'ring', namespace: cluster.namespace }
    await cluster.create([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }])
    const uid = await cluster.kubectl(['get', 'configmap/ring', '-o', 'jsonpath={.metadata.uid}'])
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'ring', uid }]
    const patch = JSON.stringify({ metadata: { ownerReferences } })
    await cluster.kubectl(['patch', 'configmap/ring', '--type=merge', '-p', patch])
    await createReader(cluster)
    await cluster.kubectl(['patch', 'pod/reader', '--type=merge', '-p', patch])

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes', '--also-delete', 'pvc/data')

    expect(stderr).toMatch(inUse('reader \\(of ConfigMap \\S+/ring\\)'))
    expect(exitCode).toBe(4)
  })
})

test('a claim goes with pods whose owners all go, though none of these is their controller', async ({ cluster }) => {
  const cron = `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  suspend: true
  jobTemplate:
    spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "registry.example.com/app:1"}]}}}
`
  const shop = await createShop(cluster, { files: { 'templates/data.yaml': claim(), 'templates/cron.yaml': cron } })
  await shop.kdeploy('apply', '--no-wait')
  const { metadata } = await cluster.get<{ metadata: { uid: string } }>('cronjob/nightly')
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: metadata.uid }
  const template = {
    spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container], volumes },
  }
  await cluster.create([
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'by-hand', namespace: cluster.namespace, ownerReferences: [owner] },
      spec: { template },
    },
  ])
  await cluster.waitFor('its pod', async () => (await podsOf(cluster, 'batch.kubernetes.io/job-name=by-hand')) !== '')

  const { exitCode, stderr } = await shop.kdeploy('delete', '--yes', '--also-delete', 'pvc/data')

  expect(stderr).not.toContain('error')
  expect(exitCode).toBe(0)
  expect(await cluster.kubectl(['get', 'pvc,jobs,cronjobs', '-o', 'name'])).toBe('')
})
