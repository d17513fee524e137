import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createRelease } from '../../support/projects/release.ts'

const web = (nodeSelector: object, value = '1') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { nodeSelector, containers: [{ name: 'app', image: 'a:1', env: [{ name: 'VERSION', value }] }] },
    },
  },
})
const settings = (text: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', annotations: { 'kdeploy.dev/hook': 'before-apply' } },
  data: { text },
})
/** A hook before the deploy; `fails`: its pod does. */
const hook = (fails: boolean) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', annotations: { 'kdeploy.dev/hook': 'before-apply' } },
  spec: {
    backoffLimit: 0,
    template: {
      metadata: { annotations: fails ? { 'test.kdeploy.dev/stage': 'job-fails' } : {} },
      spec: { restartPolicy: 'Never', containers: [{ name: 'migrate', image: 'a:1' }] },
    },
  },
})

describe('what a run did not write is not taken for written', () => {
  test('after a hook that failed', async ({ cluster }) => {
    const shop = await createRelease(cluster, {
      'all.yaml': [web({ disk: 'ssd', zone: 'a' }, '1.1'), settings('1'), hook(false)],
    })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const wanted = web({ disk: 'ssd' }, '1.10')
    await shop.change({ 'all.yaml': [wanted, settings('2'), hook(true)] })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)
    await shop.change({ 'all.yaml': [wanted, settings('2'), hook(false)] })

    const diff = await shop.kdeploy('diff')
    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(diff.stdout).toMatch(/^-zone: a$/m)
    expect(stderr).toMatch(/^changed +Deployment/m)
    expect(exitCode).toBe(0)
    const { template } = (await cluster.get<ReturnType<typeof web>>('deployment/web')).spec
    expect(template.spec.nodeSelector).toEqual({ disk: 'ssd' })
    expect(template.spec.containers[0]?.env).toEqual([{ name: 'VERSION', value: '1.10' }])
  })

  test('after an undo of one workload, which records no revision', async ({ cluster }) => {
    const shop = await createRelease(cluster, { 'all.yaml': [web({ disk: 'ssd', zone: 'a' })] })
    await shop.kdeploy('apply')
    await shop.change({ 'all.yaml': [web({ disk: 'ssd' })] })
    await shop.kdeploy('apply')
    expect((await shop.kdeploy('undo', 'deployment/web')).exitCode).toBe(0)

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/^changed +Deployment/m)
    expect(exitCode).toBe(0)
    const { template } = (await cluster.get<ReturnType<typeof web>>('deployment/web')).spec
    expect(template.spec.nodeSelector).toEqual({ disk: 'ssd' })
  })
})
