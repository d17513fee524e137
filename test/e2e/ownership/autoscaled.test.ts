import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { ciOutput } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

/** One that scales to `least` at once where fewer are there, which needs no metrics; the controller looks every 15 s. */
const autoscaler = (least: number) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  minReplicas: ${least}
  maxReplicas: 9
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
`
const withAutoscaler = (least: number) => ({ 'templates/hpa.yaml': autoscaler(least) })
const withoutReplicas = (template: string) => template.replace('  replicas: {{ replicas }}\n', '')

const replicas = (cluster: Cluster) => cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.replicas}'])
const scaled = (cluster: Cluster, to: string) =>
  cluster.waitFor('the autoscaler to act', async () => (await replicas(cluster)) === to, 60)

describe('replicas that an autoscaler has set', () => {
  test('are left to it, and that is said, also with --force-conflicts', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: withAutoscaler(2) })
    await shop.kdeploy('apply')
    await scaled(cluster, '2')
    await shop.change({ tag: '2', files: withAutoscaler(2) })

    const { exitCode, stderr } = await shop.kdeploy('apply')
    await shop.change({ tag: '3', files: withAutoscaler(2) })
    const forced = await shop.kdeploy('apply', '--force-conflicts')
    const again = await shop.kdeploy('diff')
    const status = await shop.kdeploy('status', '--exit-code')

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../../golden/apply/autoscaled.txt')
    expect(exitCode).toBe(0)
    expect(forced.stderr).toContain('spec.replicas stays at 2, because HorizontalPodAutoscaler web scales it')
    expect(forced.exitCode).toBe(0)
    expect(again).toMatchObject({ exitCode: 0, stdout: '' })
    expect(status.exitCode, status.stdout).toBe(0)
    expect(await replicas(cluster)).toBe('2')
  })

  test('stay when the Deployment must be replaced', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: withAutoscaler(2) })
    await shop.kdeploy('apply')
    await scaled(cluster, '2')
    const web = (template: string) => template.replaceAll('{app: web}', '{app: web2}')
    await shop.change({ web, files: withAutoscaler(2) })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace')

    expect(stderr).toContain(
      'spec.replicas stays at 2, because HorizontalPodAutoscaler web scales it; the template says 1',
    )
    expect(stderr).toMatch(/recreated +Deployment \S+\/web/)
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('2')
  })

  test('become the template’s again when the autoscaler is gone', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['create', '-f', '-'], { input: autoscaler(2) })
    await scaled(cluster, '2')
    await cluster.kubectl(['delete', 'hpa', 'web'])
    await shop.change({ replicas: 3 })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/warning: Deployment \S+\/web: takes over spec.replicas from kube-controller-manager\n/)
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('3')
  })

  test('are left to it where autoscalers may not be listed', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['create', '-f', '-'], { input: autoscaler(2) })
    await scaled(cluster, '2')
    await shop.change({ tag: '2' })
    const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['secrets', 'configmaps', 'pods', 'events'], verbs: all },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: all },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: all },
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(/spec.replicas stays at 2, because an autoscaler may scale it \(listing \w+ is forbidden\)/)
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('2')
  })
})

describe('replicas whose autoscaler the same apply deletes', () => {
  test('become the template’s, and a warning says so', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: withAutoscaler(2) })
    await shop.kdeploy('apply')
    await scaled(cluster, '2')
    await shop.change({ replicas: 3, files: { 'templates/hpa.yaml': '' } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/warning: Deployment \S+\/web: takes over spec.replicas from kube-controller-manager\n/)
    expect(stderr).toMatch(/deleted +HorizontalPodAutoscaler \S+\/web\n/)
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('3')
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
  })

  test('stay the autoscaler’s with --no-prune', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: withAutoscaler(2) })
    await shop.kdeploy('apply')
    await scaled(cluster, '2')
    await shop.change({ replicas: 3, files: { 'templates/hpa.yaml': '' } })

    const { stderr } = await shop.kdeploy('apply', '--no-prune')

    expect(stderr).toContain(
      'spec.replicas stays at 2, because HorizontalPodAutoscaler web scales it; the template says 3\n',
    )
    expect(await replicas(cluster)).toBe('2')
  })

  test('keep their live number where the template sets none, also at the next apply', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 3 })
    await shop.kdeploy('apply')
    await shop.change({ web: withoutReplicas, files: withAutoscaler(1) })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', web: withoutReplicas, files: { 'templates/hpa.yaml': '' } })

    const pruned = await shop.kdeploy('apply')
    const diff = await shop.kdeploy('diff')
    const status = await shop.kdeploy('status', '--exit-code')
    await shop.change({ tag: '3', web: withoutReplicas, files: { 'templates/hpa.yaml': '' } })
    const next = await shop.kdeploy('apply')

    expect(pruned.stderr).toMatch(/deleted +HorizontalPodAutoscaler/)
    expect(next.stderr).toContain('spec.replicas stays at 3, although neither the template nor an autoscaler sets it\n')
    expect(await replicas(cluster)).toBe('3')
    expect(pruned.stderr).toMatch(
      /spec.replicas stays at 3, because HorizontalPodAutoscaler web, which this run deletes, scaled it/,
    )
    expect(diff).toMatchObject({ exitCode: 0, stdout: '' })
    expect(status.exitCode, status.stdout).toBe(0)
    expect([pruned.exitCode, next.exitCode]).toEqual([0, 0])
  })
})

describe('replicas that an autoscaler is yet to set', () => {
  test('keep their live number when the template no longer sets them', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 3 })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', web: withoutReplicas, files: withAutoscaler(1) })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../../golden/apply/autoscaled-first.txt')
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('3')
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
  })

  test('keep their live number when the template sets another', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 3, files: withAutoscaler(1) })
    await shop.kdeploy('apply')
    await shop.change({ replicas: 1, files: withAutoscaler(1) })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain(
      'spec.replicas stays at 3, because HorizontalPodAutoscaler web scales it; the template says 1\n',
    )
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('3')
  })

  test('of what kubectl apply made keep their live number too', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 3 })
    const { stdout } = await shop.kdeploy('render')
    await cluster.kubectl(['apply', '-f', '-'], { input: stdout })
    await shop.change({ web: withoutReplicas, files: withAutoscaler(1) })

    const { exitCode } = await shop.kdeploy('apply', '--adopt')

    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('3')
  })
})

test('replicas of what kubectl apply made, which an autoscaler has set, are left to it', async ({ cluster }) => {
  const shop = await createShop(cluster)
  const { stdout } = await shop.kdeploy('render')
  await cluster.kubectl(['apply', '-f', '-'], { input: stdout })
  await cluster.kubectl(['create', '-f', '-'], { input: autoscaler(2) })
  await scaled(cluster, '2')

  const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt')

  expect(stderr).toContain(
    'spec.replicas stays at 2, because HorizontalPodAutoscaler web scales it; the template says 1\n',
  )
  expect(exitCode).toBe(0)
  expect(await replicas(cluster)).toBe('2')
  expect((await shop.kdeploy('diff')).exitCode).toBe(0)
})

describe('replicas without an autoscaler', () => {
  test('that somebody set by kubectl scale are a conflict', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(
      /the field spec.replicas is owned by another field manager: kubectl\n {2}spec.replicas\n {4}live {6}2, set by kubectl \(scale\)\n {4}template {2}1\n/,
    )
    expect(exitCode).toBe(4)
    expect(await replicas(cluster)).toBe('2')
  })

  test('fall to one where the template no longer sets them, and a warning says so', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 2 })
    await shop.kdeploy('apply')
    await shop.change({ web: withoutReplicas })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(
      /warning: Deployment \S+\/web: spec.replicas changes from 2 to 1, because the template no longer sets it\n/,
    )
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('1')
  })

  test('of what kubectl apply made stay, as the template never set them', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 2 })
    const { stdout } = await shop.kdeploy('render')
    await cluster.kubectl(['apply', '-f', '-'], { input: stdout })
    await shop.change({ web: withoutReplicas })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt')

    expect(stderr).toContain('spec.replicas stays at 2, although neither the template nor an autoscaler sets it\n')
    expect(exitCode).toBe(0)
    expect(await replicas(cluster)).toBe('2')
    expect((await shop.kdeploy('apply')).stderr).toContain('nothing changed')
    expect(await replicas(cluster)).toBe('2')
  })
})
