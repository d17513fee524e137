import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

interface Deployment {
  spec: { replicas: number; template: { spec: { containers: { image: string }[] } } }
  status: { readyReplicas?: number }
  metadata: { labels: Record<string, string>; annotations: Record<string, string>; generation: number }
}

describe('apply', () => {
  test('writes the release and waits until its workloads are ready', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 3 })

    const { exitCode, stderr, stdout } = await shop.kdeploy('apply')

    expect(stderr).toContain('plan: 2 to create, 0 to change, 0 unchanged')
    expect(stderr).toMatch(/ready +Deployment \S+\/web/)
    expect(stderr).toContain('revision 1, 2 created, 0 changed, 0 unchanged')
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
    const web = await cluster.get<Deployment>('deployment/web')
    expect(web.status.readyReplicas).toBe(3)
  })

  test('applied again changes nothing, says so, and records no revision', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const before = await cluster.kubectl([
      'get',
      'deployment,configmap,secret',
      '-o',
      'jsonpath={.items[*].metadata.resourceVersion}',
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('nothing changed (2 unchanged)')
    expect(exitCode).toBe(0)
    const after = await cluster.kubectl([
      'get',
      'deployment,configmap,secret',
      '-o',
      'jsonpath={.items[*].metadata.resourceVersion}',
    ])
    expect(after).toBe(before)
  })

  test('of a version that is not the preferred one changes nothing when it is applied again', async ({ cluster }) => {
    const hpa = `apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {minReplicas: 1, maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
`
    const shop = await createShop(cluster, { files: { 'templates/hpa.yaml': hpa } })
    await shop.kdeploy('apply')

    const again = await shop.kdeploy('apply')
    const diff = await shop.kdeploy('diff')

    expect(again.stderr).toContain('nothing changed (3 unchanged)')
    expect(diff).toMatchObject({ exitCode: 0, stdout: '' })
  })

  test('writes only what changed', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })

    const { stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('plan: 0 to create, 1 to change, 1 unchanged')
    expect(stderr).toMatch(/changed +ConfigMap \S+\/shop/)
    expect(stderr).not.toMatch(/changed +Deployment \S+\/web/)
  })

  test('marks every member as a part of the release, as KEP-3659 says', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')

    const web = await cluster.get<Deployment>('deployment/web')
    const parents = await cluster.get<{ items: Deployment[] }>('secret', '-l', 'applyset.kubernetes.io/id')

    expect(web.metadata.annotations['kdeploy.dev/release']).toBe(`shop/prod_shop/${cluster.namespace}`)
    expect(parents.items).toHaveLength(1)
    expect(parents.items[0]?.metadata.labels['applyset.kubernetes.io/id']).toBe(
      web.metadata.labels['applyset.kubernetes.io/part-of'],
    )
    expect(parents.items[0]?.metadata.annotations['applyset.kubernetes.io/contains-group-kinds']).toBe(
      'ConfigMap,Deployment.apps',
    )
  })

  test('leaves no lock behind', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')

    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })

  test('names workload, pod, container and reason when an image cannot be pulled, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'image-pull-backoff' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/failed +Deployment \S+\/web/)
    expect(stderr).toMatch(/from templates\/web\.yaml:1/)
    expect(stderr).toMatch(
      /pod web-[a-z0-9-]+, container app: (ErrImagePull|ImagePullBackOff): .*registry\.example\.com\/shop:1/,
    )
    expect(exitCode).toBe(5)
  })

  test('says why on a second apply too, when the workload is still broken', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'image-pull-backoff' })
    await shop.kdeploy('apply')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('nothing changed')
    expect(exitCode).toBe(5)
  })

  test('refuses an object that belongs to another release, and writes nothing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'mine now', files: { 'kdeploy.yaml': 'name: bazaar\n' } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain(`2 objects belong to shop/prod_shop/${cluster.namespace}`)
    expect(exitCode).toBe(4)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  })

  test('asks for --create-namespace where the namespace is neither there nor rendered', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const missing = `${cluster.namespace}-missing`

    const refused = await shop.kdeploy('apply', '--namespace', missing)

    expect(refused.stderr).toContain(`the namespace ${missing}`)
    expect(refused.stderr).toContain('--create-namespace')
    expect(refused.exitCode).toBe(2)

    const made = await shop.kdeploy('apply', '--namespace', missing, '--create-namespace')
    await cluster.kubectl(['delete', 'namespace', missing, '--wait=false'])
    expect(made.exitCode).toBe(0)
  })
})
