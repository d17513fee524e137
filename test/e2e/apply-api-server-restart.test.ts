import { join } from 'node:path'
import { expect } from 'vitest'
import { test, waitFor } from '../support/cluster.ts'
import { startControlPlane } from '../support/control-plane.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { createProject, repository } from '../support/project.ts'
import { type Shop, shopFiles } from '../support/shop.ts'

test('waiting survives a restart of the API server: no false failure, no missed one', { timeout: 180_000 }, async ({
  cluster: _shared,
}) => {
  const plane = await startControlPlane()
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfig }
  /** Applies the shop, restarts the API server while its pods are waited for, and returns how the apply ended. */
  const disturbed = async (shop: Shop, waiting: RegExp, then = async () => {}) => {
    const project = await createProject({ files: shopFiles(shop) })
    const args = ['apply', '--profile', 'prod_shop', '--create-namespace', '--timeout', '90s', '--stable-for', '30s']
    const apply = startProgram(process.execPath, [join(repository, 'bin', 'kdeploy.js'), ...args], {
      cwd: project.folder,
      env,
    })
    await waitFor('the wait', async () => waiting.test(apply.output())).catch((error: unknown) => {
      throw new Error(apply.output(), { cause: error })
    })
    await plane.restartApiServer(7000)
    await then()
    const result = await apply.result
    await project.remove()
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
    const bad = await disturbed({ namespace: 'bad' }, /waiting +Deployment .* to stay so/, crash)
    expect(bad.stderr).toMatch(/failed +Deployment bad\/web: was ready, and is no more/)
    expect(bad.stderr).toContain("KeyError: 'API_KEY'")
    expect(bad.exitCode).toBe(5)
  } finally {
    await plane.stop()
  }
})
