import { describe, expect } from 'vitest'
import { withPolicy } from '../../support/cluster/admission-policy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { migrateJob } from '../../support/projects/migrate-job.ts'
import { createShop } from '../../support/projects/shop.ts'

const otherSelector = (template: string) => template.replaceAll('{app: web}', '{app: web2}')

const uidOf = ({ kubectl }: Cluster, object: string) => kubectl(['get', object, '-o', 'jsonpath={.metadata.uid}'])

/** A policy for new Deployments. */
const forNew = (expression: string) =>
  ({ resource: 'apps/deployments', operations: ['CREATE'], expression, message: 'no such workload here' }) as const

describe('where the new object would be refused, the old one stays', () => {
  test('a policy denies it: the plan says so under its own name', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const before = await uidOf(cluster, 'deployment/web')
    await shop.change({ web: otherSelector, greeting: 'good evening' })
    await withPolicy(cluster, forNew("object.spec.selector.matchLabels.app != 'web2'"), async () => {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--replace')

      expect(stderr).toMatch(/templates\/web\.yaml:\d+:\d+: Deployment \S+\/web: .*no such workload here/)
      expect(stderr).not.toMatch(/web-[0-9a-f]{8}/)
      expect(exitCode).toBe(3)
      expect(await uidOf(cluster, 'deployment/web')).toBe(before)
      expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
    })
  })

  test("another Service holds its address, which the server's dry-run doesn't look at", async ({ cluster }) => {
    const service = (ip: string) => ({
      'templates/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: ${ip}, ports: [{port: 80}]}
`,
    })
    const shop = await createShop(cluster, { files: service('""') })
    await shop.kdeploy('apply', '--no-wait')
    const before = await uidOf(cluster, 'service/web')
    await cluster.kubectl(['create', 'service', 'clusterip', 'other', '--tcp=80'])
    const ip = await cluster.kubectl(['get', 'service/other', '-o', 'jsonpath={.spec.clusterIP}'])
    await shop.change({ files: service(ip) })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', '--no-wait')

    expect(stderr).toContain(`with the clusterIP ${ip}, which ${cluster.namespace}/other holds`)
    expect(exitCode).toBe(2)
    expect(await uidOf(cluster, 'service/web')).toBe(before)
  })

  test('but the address and ports that a Service keeps are no hindrance', async ({ cluster }) => {
    const service = (balancer: string, ip: string, nodePort: string) => ({
      'templates/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  loadBalancerClass: example.com/${balancer}
  clusterIP: ${ip}
  selector: {app: web}
  ports: [{port: 80, nodePort: ${nodePort}}]
`,
    })
    const field = (path: string) => cluster.kubectl(['get', 'service/web', '-o', `jsonpath={.spec.${path}}`])
    const shop = await createShop(cluster, { files: service('old', '""', 'null') })
    await shop.kdeploy('apply', '--no-wait')
    const [ip, nodePort] = [await field('clusterIP'), await field('ports[0].nodePort')]
    await shop.change({ files: service('new', ip, nodePort) })

    const replaced = await shop.kdeploy('apply', '--replace', '--no-wait')
    expect(replaced.stderr).toMatch(/recreated +Service \S+\/web/)
    expect(replaced.exitCode).toBe(0)
  })

  test('but neither is a Role for the name alone', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrateJob('1') })
    await shop.kdeploy('apply')
    await shop.change({ files: migrateJob('2') })
    const KUBECONFIG = await cluster.kubeconfigFor([
      {
        apiGroups: ['', 'apps', 'coordination.k8s.io'],
        resources: ['configmaps', 'secrets', 'deployments', 'leases'],
        verbs: ['*'],
      },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] },
      {
        apiGroups: ['batch'],
        resources: ['jobs'],
        resourceNames: ['migrate'],
        verbs: ['get', 'patch', 'create', 'delete'],
      },
    ])

    const args = ['apply', '--replace', '--no-wait', '--profile', 'prod_shop']
    const { exitCode, stderr } = await cluster.kdeploy(args, { cwd: shop.folder, env: { KUBECONFIG } })

    expect(stderr).toMatch(/recreated +Job \S+\/migrate/)
    expect(exitCode).toBe(0)
  })

  test('a claim that pods mount would never go', async ({ cluster }) => {
    const claim = (storageClass: string) => ({
      'templates/claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  storageClassName: ${storageClass}
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
`,
    })
    const shop = await createShop(cluster, { files: claim('slow') })
    await shop.kdeploy('apply', '--no-wait')
    const before = await uidOf(cluster, 'pvc/data')
    const container = { name: 'app', image: 'registry.example.com/app:1' }
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
    const { namespace } = cluster
    await cluster.create([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'reader', namespace },
        spec: { containers: [container], volumes },
      },
    ])
    await shop.change({ files: claim('fast') })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', 'pvc/data', '--no-wait')

    expect(stderr).toMatch(/PersistentVolumeClaim \S+\/data can't be recreated while pods mount it: reader/)
    expect(exitCode).toBe(3)
    expect(await uidOf(cluster, 'pvc/data')).toBe(before)
    expect(await cluster.kubectl(['get', 'pvc/data', '-o', 'jsonpath={.metadata.deletionTimestamp}'])).toBe('')
  })
})

describe('a replacement that stops halfway says that the old object is deleted', () => {
  test('where the new one is refused only in earnest; the same command again makes it', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ web: otherSelector })
    await withPolicy(cluster, forNew('has(request.dryRun) && request.dryRun'), async () => {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--replace')

      expect(stderr).toContain(
        'the deploy stopped: the cluster refused a write after an object was deleted to be recreated',
      )
      expect(stderr).toMatch(/deleted but not recreated: Deployment \S+\/web \(rerun the command to recreate it\)/)
      expect(stderr).not.toMatch(/nothing was written|outcome unknown/)
      expect(exitCode).toBe(3)
    })
    const again = await shop.kdeploy('apply', '--replace')
    expect(again.stderr).toMatch(/created +Deployment \S+\/web/)
    expect(again.exitCode).toBe(0)
  })

  test('where Ctrl-C comes while it goes', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrateJob('1') })
    await shop.kdeploy('apply')
    await cluster.kubectl(['patch', 'job/migrate', '-p', '{"metadata":{"finalizers":["example.com/hold"]}}'])
    await shop.change({ files: migrateJob('2') })
    const running = cluster.startKdeploy(['apply', '--replace', '-p', 'prod_shop'], { cwd: shop.folder })
    const deletionTime = ['get', 'job/migrate', '-o', 'jsonpath={.metadata.deletionTimestamp}']
    await cluster.waitFor('the deletion', async () => (await cluster.kubectl(deletionTime)) !== '')
    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.result

    expect(stderr).toMatch(
      /interrupted by SIGINT; deleted but not recreated: Job \S+\/migrate \(rerun the command to recreate it\)\n/,
    )
    expect(stderr).not.toMatch(/nothing was written|outcome unknown/)
    expect(exitCode).toBe(130)
    await cluster.kubectl(['patch', 'job/migrate', '-p', '{"metadata":{"finalizers":null}}'])
    await cluster.waitFor('its end', async () => {
      return (await cluster.kubectl(['get', 'job/migrate', '--ignore-not-found', '-o', 'name'])) === ''
    })
    expect((await shop.kdeploy('apply', '--replace')).exitCode).toBe(0)
  })
})
