import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A StatefulSet or DaemonSet whose pods go through the stage. */
const set = (kind: string, tag: string, stage = '') => ({
  'templates/set.yaml': `apiVersion: apps/v1
kind: ${kind}
metadata: {name: db}
spec:
  ${kind === 'StatefulSet' ? 'replicas: 2\n  serviceName: db' : 'minReadySeconds: 0'}
  selector: {matchLabels: {app: db}}
  template:
    metadata:
      labels: {app: db}
      annotations: {${stage && `test.kdeploy.dev/stage: ${stage}`}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: db, image: "registry.example.com/db:${tag}"}]
`,
})

describe('a StatefulSet', () => {
  testShown('fails with its first pod, and then by that pod, which blocks the update', async (cluster, showing) => {
    const shop = await createShop(cluster, { files: set('StatefulSet', 'typo', 'image-pull-backoff') })
    const first = await shop.kdeploy('apply')
    await shop.change({ files: set('StatefulSet', '1') })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    expect(first.stderr).toMatch(/failed +StatefulSet \S+\/db: the pod db-0 can't become ready\n/)
    expect(first.exitCode).toBe(5)
    await expect(shown).toMatchFileSnapshot(showing.golden('blocked-by-old-pod'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply', '2 failed apply'])
    const image = ['get', 'pod/db-0', '-o', 'jsonpath={.spec.containers[0].image}']
    expect(await cluster.kubectl(image)).toBe('registry.example.com/db:typo')
  })

  test('is taken back by an undo, once the pod that blocks it is deleted, as was advised', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: set('StatefulSet', '1') })
    await shop.kdeploy('apply')
    await shop.change({ files: set('StatefulSet', 'typo', 'image-pull-backoff') })
    const namespace = `kubectl --context admin -n ${cluster.namespace}`

    const failed = await shop.kdeploy('apply')
    const undone = await shop.kdeploy('undo')

    expect(failed.stderr).toMatch(
      new RegExp(`^ {6}kdeploy undo -p prod_shop\n {6}${namespace} delete pod db-1\n$`, 'm'),
    )
    expect(undone.stderr).toContain(`next: ${namespace} delete pod db-1\n`)
    await cluster.kubectl(['delete', 'pod/db-1', '--grace-period=0'])
    await cluster.kubectl(['rollout', 'status', 'statefulset/db', '--timeout=60s'])
  })

  test('goes on once that pod is deleted, as was advised', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: set('StatefulSet', 'typo', 'image-pull-backoff') })
    await shop.kdeploy('apply')
    await shop.change({ files: set('StatefulSet', '1') })
    const blocked = await shop.kdeploy('apply')
    const advice = /^next: kubectl (.* delete pod db-0)$/m.exec(blocked.stderr)?.[1] ?? ''
    await cluster.kubectl([...advice.split(' '), '--grace-period=0'])

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/ready +StatefulSet \S+\/db/)
    expect(exitCode).toBe(0)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply', '2 succeeded apply'])
  })
})

test('a DaemonSet fails within seconds when a new pod crashes, with its log', async ({ cluster }) => {
  const shop = await createShop(cluster, { files: set('DaemonSet', '1') })
  await shop.kdeploy('apply')
  await shop.change({ files: set('DaemonSet', '2', 'crash-loop') })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toMatch(
    /failed +DaemonSet \S+\/db: the pod db-\w{5} can't become ready\n +from templates\/set\.yaml:1:1\n/,
  )
  expect(stderr).toMatch(/ {11}\| KeyError: 'API_KEY'\n/)
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
})
