import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import type { RunningProgram } from '../../support/program.ts'

const env = { KDEPLOY_HISTORY_KEY: 'a-key-of-signatures-that-nobody-else-has' }
const args = ['apply', '-p', 'prod_shop']

/** Applies, and kills the run when its write to a Secret of that number (from 1) comes, which the server still does. */
async function applyKilled(cluster: Cluster, folder: string, at: number) {
  let running: RunningProgram | undefined
  let writes = 0
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (method === 'GET' || !url.includes('/secrets') || url.includes('dryRun')) return undefined
    writes += 1
    if (writes === at) running?.child.kill('SIGKILL')
    return undefined
  })
  running = cluster.startKdeploy(args, { cwd: folder, env: { ...env, KUBECONFIG: proxy.kubeconfig } })
  const { exitCode } = await running.result
  await proxy.close()
  return exitCode
}

test('a run that is killed between any two of its records leaves a release that is trusted', {
  timeout: 300_000,
}, async ({ cluster }) => {
  const project = await cluster.createProject({
    files: { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n` },
  })
  const change = (data: string) =>
    project.write({
      'templates/a.yaml': `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: "${data}"}}`,
    })
  const kdeploy = (...words: string[]) => cluster.kdeploy([...words, '-p', 'prod_shop'], { cwd: project.folder, env })
  let killed = 0
  for (let at = 1; ; at += 1) {
    await change(`killed at ${at}`)
    const exitCode = await applyKilled(cluster, project.folder, at)
    if (exitCode === 0) break
    expect(exitCode).toBe(137)
    killed += 1
    const lease = (await cluster.kubectl(['get', 'leases', '-o', 'name'])).trim()
    await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}'])

    expect(await kdeploy('apply', '--lock-timeout', '20s')).toMatchObject({ exitCode: 0 })
    const { revisions } = JSON.parse((await kdeploy('history', '-o', 'json')).stdout)
    expect(revisions.map(({ untrusted }: { untrusted?: string }) => untrusted ?? 'trusted')).toEqual(
      revisions.map(() => 'trusted'),
    )
  }
  // The revision begins, the parent names it, it ends, the parent names that.
  expect(killed).toBeGreaterThanOrEqual(4)
  await change('last')
  expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
  expect(await kdeploy('undo')).toMatchObject({ exitCode: 0 })
})
