import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { startControlPlane } from '../../support/control-plane.ts'
import { filesOf, isWrite, writes } from '../../support/faults/faults.ts'
import { startKdeploy } from '../../support/kdeploy.ts'
import { runProgram } from '../../support/program.ts'
import { createProject } from '../../support/projects/project.ts'

/** Applies two revisions on a control plane whose etcd stops for so long when each sort of write of the second arrives. */
async function applyWithStops(milliseconds: number, apiServer: readonly string[] = []) {
  const plane = await startControlPlane({ apiServer })
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfig }
  const kubectl = async (args: readonly string[]) => (await runProgram(plane.kubectl, args, { env })).stdout
  const project = await createProject({ files: filesOf('slow', 1) })
  const apply = (kubeconfig: string) =>
    startKdeploy(['apply', '--profile', 'prod_shop', '--create-namespace', '--verbose'], {
      cwd: project.folder,
      env: { ...env, KUBECONFIG: kubeconfig },
    }).result
  try {
    expect((await apply(plane.kubeconfig)).exitCode).toBe(0)
    await project.write(filesOf('slow', 2))
    const stopped = new Set<string>()
    let pause = Promise.resolve()
    const proxy = await startApiProxy({ kubectl, createProject }, (request) => {
      const sort = Object.entries(writes).find(([, is]) => isWrite(request) && is(request))?.[0]
      if (sort === undefined || stopped.has(sort)) return undefined
      stopped.add(sort)
      pause = pause.then(() => plane.pauseEtcd(milliseconds))
      return { delay: 50 }
    })
    const result = await apply(proxy.kubeconfig)
    await pause
    await proxy.close()
    const names = await kubectl([
      'get',
      'configmaps,services',
      '-n',
      'slow',
      '-o',
      'name',
      '-l',
      'applyset.kubernetes.io/part-of',
    ])
    const revision = await kubectl(['get', 'configmap', 'changed', '-n', 'slow', '-o', 'jsonpath={.data.revision}'])
    const leases = await kubectl(['get', 'leases', '-n', 'slow', '-o', 'name'])
    const history = await startKdeploy(['history', '--profile', 'prod_shop'], {
      cwd: project.folder,
      env,
    }).result
    return {
      ...result,
      stopped: stopped.size,
      names: names.trim().split('\n'),
      revision,
      leases,
      history: history.stdout,
    }
  } finally {
    await project.remove()
    await plane.stop()
  }
}

const done = {
  revision: '2',
  names: ['configmap/changed', 'configmap/even', 'configmap/same', 'service/web'],
  leases: '',
  exitCode: 0,
}

test('an apply whose writes etcd lets wait takes longer, and that is all', { timeout: 180_000 }, async ({
  cluster: _shared,
}) => {
  const { stderr, history, stopped, ...result } = await applyWithStops(1500)

  expect(stopped).toBe(Object.keys(writes).length)
  expect(result).toMatchObject(done)
  expect(stderr).not.toMatch(/^(warning|error)/m)
  expect(stderr).toMatch(/^done: revision 2, 2 created, 1 changed, 1 deleted, 1 unchanged/m)
  expect(history.match(/succeeded/g)).toHaveLength(2)
})

test('an apply whose writes the API server gives up on, and etcd does later, writes and counts each once', {
  timeout: 180_000,
}, async ({ cluster: _shared }) => {
  const { stderr, history, stopped, ...result } = await applyWithStops(4000, ['--request-timeout=2s'])

  expect(stopped).toBe(Object.keys(writes).length)
  expect(stderr).toMatch(/: 504, /)
  expect(result).toMatchObject(done)
  expect(stderr).toMatch(/^done: revision 2, 2 created, 1 changed, 1 deleted, 1 unchanged/m)
  expect(history.match(/succeeded/g)).toHaveLength(2)
})
