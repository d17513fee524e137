import { expect } from 'vitest'
import { type ApiProxy, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { expireLocks, filesOf, state, writes } from '../../support/faults/faults.ts'

test('an apply whose API server is killed ends within half a minute, says what has an unknown outcome, and is completed by the next', {
  timeout: 120_000,
}, async ({ cluster }) => {
  const project = await cluster.createProject({ files: filesOf(cluster.namespace, 1) })
  const apply = (env = {}) =>
    cluster.kdeploy(['apply', '--profile', 'prod_shop', '--lock-timeout', '20s'], { cwd: project.folder, env })
  expect((await apply()).exitCode).toBe(0)
  await project.write(filesOf(cluster.namespace, 2))
  let killed = 0
  const proxy: ApiProxy = await startApiProxy(cluster, (request) => {
    if (request.url.includes('dryRun') || !writes['the PATCH of a changed object'](request)) return undefined
    killed = Date.now()
    void proxy.close()
    return { lose: 'request' }
  })

  const { exitCode, stderr } = await apply({ KUBECONFIG: proxy.kubeconfig })

  expect(Date.now() - killed).toBeLessThan(30_000)
  expect(stderr).toMatch(
    /^warning: revision 2 could not be recorded as failed: .* can't be reached: connection refused$/m,
  )
  expect(stderr).toMatch(/^warning: could not release the lock; it expires on its own: .* connection refused$/m)
  expect(stderr).toMatch(/^error: the deploy stopped: the cluster stopped responding\n/m)
  expect(stderr).toMatch(/^ {2}(?:.*; )?outcome unknown: .*ConfigMap \S+\/changed/m)
  expect(exitCode).toBe(3)
  expect(await state(cluster)).toMatchObject({ locks: 1, revision: '2 pending' })

  await expireLocks(cluster)
  const again = await apply()

  expect(again.stderr).toMatch(
    /^warning: revision 2 .* never finished: its run was killed or interrupted; recorded as/m,
  )
  expect(again.exitCode).toBe(0)
  expect(await state(cluster)).toEqual({
    locks: 0,
    revision: '3 succeeded',
    members: ['changed 2', 'even', 'same', 'web'],
  })
})
