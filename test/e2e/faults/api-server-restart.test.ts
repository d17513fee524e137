import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test, waitFor } from '../../support/cluster/cluster.ts'
import { startControlPlane } from '../../support/control-plane.ts'
import { program, startKdeploy } from '../../support/kdeploy.ts'
import { runProgram, startProgram } from '../../support/program.ts'
import { createProject } from '../../support/projects/project.ts'
import { type Shop, shopFiles } from '../../support/projects/shop.ts'

test('waiting survives a restart of the API server: no false failure, no missed one', { timeout: 180_000 }, async ({
  cluster: _shared,
}) => {
  const plane = await startControlPlane()
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfig }
  /** Applies the shop, restarts the API server while its pods are followed and waited for, and returns how the apply ended. */
  const disturbed = async (shop: Shop, waiting: RegExp, then = async () => {}) => {
    const project = await createProject({ files: shopFiles(shop) })
    const args = [
      'apply',
      '--profile',
      'prod_shop',
      '--create-namespace',
      '--timeout',
      '90s',
      '--stable-for',
      '30s',
      '--verbose',
    ]
    const watch = /watch begins: GET \S+ 200/
    const apply = startProgram(program.file, program.args(...args), {
      cwd: project.folder,
      env,
    })
    await waitFor('the wait', async () => waiting.test(apply.output()) && watch.test(apply.output())).catch(
      (error: unknown) => {
        throw new Error(apply.output(), { cause: error })
      },
    )
    const before = apply.output().length
    await plane.restartApiServer(7000)
    await then()
    const result = await apply.result
    await project.remove()
    expect(apply.output().slice(before), 'the watches are opened again').toMatch(watch)
    return result
  }
  try {
    const good = await disturbed({ namespace: 'good', readyAfter: '10s' }, /waiting +Deployment .* become available/)
    expect(good.stderr).toMatch(/ready +Deployment good\/web: 1 replica ready/)
    expect(good.exitCode).toBe(0)

    const crash = async () => {
      const stage = ['test.kdeploy.dev/stage=crash-after-ready', 'test.kdeploy.dev/crash-after=0s']
      await runProgram(plane.kubectl, ['annotate', 'pod', '-l', 'app=web', '-n', 'bad', ...stage], { env })
    }
    const bad = await disturbed({ namespace: 'bad' }, /waiting +Deployment .* must stay ready/, crash)
    expect(bad.stderr).toMatch(/failed +Deployment bad\/web: was ready, but no longer is/)
    expect(bad.stderr).toContain("KeyError: 'API_KEY'")
    expect(bad.exitCode).toBe(5)
  } finally {
    await plane.stop()
  }
})

test('writing survives a restart of the API server: everything is written once, and nothing is said of it', {
  timeout: 180_000,
}, async ({ cluster: _shared }) => {
  const plane = await startControlPlane()
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfig }
  const kubectl = async (args: readonly string[]) => (await runProgram(plane.kubectl, args, { env })).stdout
  const project = await createProject({ files: shopFiles({ namespace: 'good' }) })
  try {
    let restart: Promise<void> | undefined
    const proxy = await startApiProxy({ kubectl, createProject }, ({ method, url }) => {
      if (method === 'PATCH' && !url.includes('dryRun')) restart ??= plane.restartApiServer(7000)
      return undefined
    })
    const args = ['apply', '--profile', 'prod_shop', '--create-namespace', '--timeout', '90s']
    const options = { cwd: project.folder, env: { ...env, KUBECONFIG: proxy.kubeconfig } }

    const { exitCode, stderr } = await startKdeploy(args, options).result

    await restart
    await proxy.close()
    expect(stderr).not.toMatch(/^(warning|error)/m)
    expect(stderr.match(/^created +(Namespace|ConfigMap|Deployment) /gm)).toHaveLength(3)
    expect(stderr).toMatch(/^done: revision 1, 3 created/m)
    expect(exitCode).toBe(0)
    expect(await kubectl(['get', 'leases', '--namespace', 'good', '--output', 'name'])).toBe('')
  } finally {
    await project.remove()
    await plane.stop()
  }
})
