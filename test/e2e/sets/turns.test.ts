import { describe, expect } from 'vitest'
import { type Fault, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { configFleetFiles } from '../../support/projects/config-fleet.ts'
import { fleetFiles, type Service } from '../../support/projects/fleet.ts'

interface Deployment {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly replicas: number }
  readonly status: { readonly availableReplicas?: number }
}

async function fleet(cluster: Cluster, services: Readonly<Record<string, Service>>) {
  const { folder, write } = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
  return {
    apply: (...args: readonly string[]) => cluster.kdeploy(['apply', '-p', 'prod_*', ...args], { cwd: folder }),
    start: (...args: readonly string[]) => cluster.startKdeploy(['apply', '-p', 'prod_*', ...args], { cwd: folder }),
    change: (changed: Readonly<Record<string, Service>>) => write(fleetFiles(cluster.namespace, changed)),
    deployments: async () => {
      const { items } = await cluster.get<{ items: Deployment[] }>('deployments')
      return new Map(items.map((one) => [one.metadata.name, one]))
    },
  }
}

/** As a kubelet would tell of the pod of a service: that it is ready, starts again, or crashes again and again. */
async function tell(cluster: Cluster, app: string, now: 'ready' | 'starting' | 'crashing'): Promise<void> {
  const [pod] = (await cluster.kubectl(['get', 'pods', '-l', `app=${app}`, '-o', 'name'])).split('\n')
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const isReady = now === 'ready'
  const state =
    now === 'crashing'
      ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }
      : { running: { startedAt: time } }
  const terminated = { exitCode: 1, reason: 'Error', startedAt: time, finishedAt: time }
  const status = {
    conditions: ['ContainersReady', 'Ready'].map((type) => ({
      type,
      status: isReady ? 'True' : 'False',
      lastTransitionTime: time,
    })),
    containerStatuses: [
      {
        ...{ name: 'app', image: 'registry.example.com/fleet:1', imageID: '', ready: isReady, started: isReady },
        ...{ restartCount: isReady ? 0 : 5, state, lastState: isReady ? {} : { terminated } },
      },
    ],
  }
  await cluster.kubectl(['patch', pod ?? '', '--subresource=status', '-p', JSON.stringify({ status })])
}

describe('a release that needs one which is left unchanged', () => {
  test('waits until that is ready, and never begins where it is not', async ({ cluster }) => {
    const shop = await fleet(cluster, { prod_bus: {}, prod_ui: { needs: ['prod_bus'] } })
    expect((await shop.apply()).exitCode).toBe(0)
    const replicasOfUi = async () => (await shop.deployments()).get('ui')?.spec.replicas

    await tell(cluster, 'bus', 'crashing')
    await shop.change({ prod_bus: {}, prod_ui: { needs: ['prod_bus'], replicas: 2 } })
    const failed = await shop.apply('--all-or-nothing')
    // Not 6: there was nothing to bring back.
    expect(failed.exitCode, failed.stderr).toBe(5)
    expect(failed.stderr).toMatch(/\[prod_bus\] failed +Deployment \S+\/bus/)
    expect(failed.stderr).toMatch(/prod_ui +skipped[ -]+\n +it needs prod_bus, which failed/)
    expect(await replicasOfUi()).toBe(1)

    await tell(cluster, 'bus', 'starting')
    const running = shop.start()
    await cluster.waitFor('the wait for bus', async () => running.output().includes('[prod_bus] waiting'))
    expect(await replicasOfUi()).toBe(1)
    await tell(cluster, 'bus', 'ready')
    const { exitCode, stderr } = await running.result
    expect(exitCode, stderr).toBe(0)
    expect(stderr.indexOf('[prod_bus] ready')).toBeLessThan(stderr.indexOf('[prod_ui]  changed'))
    expect(await replicasOfUi()).toBe(2)
  })
})

describe('a failure', () => {
  test('lets what runs get ready, and nothing new begin', async ({ cluster }) => {
    const shop = await fleet(cluster, { prod_a: { stage: 'crash-loop' }, prod_b: { readyAfter: '6s' }, prod_c: {} })

    const { exitCode, stderr } = await shop.apply('--releases-at-a-time', '2')

    expect(exitCode, stderr).toBe(5)
    expect(stderr.indexOf('[prod_a] failed:')).toBeGreaterThan(0)
    expect(stderr.indexOf('[prod_a] failed:')).toBeLessThan(stderr.indexOf('[prod_b] ready'))
    expect(stderr).toMatch(/prod_b +done +1 +1 created/)
    expect(stderr).toMatch(/prod_c +skipped[ -]+\n +prod_a failed before/)
    const deployments = await shop.deployments()
    expect([...deployments.keys()].sort()).toEqual(['a', 'b'])
    expect(deployments.get('b')?.status.availableReplicas).toBe(1)
  })
})

describe('the requests of a set', () => {
  test('are no more at a time than --concurrency says, of all its releases together', async ({ cluster }) => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `prod_${name}`)
    const services = Object.fromEntries(names.map((name) => [name, {}]))
    const { folder } = await cluster.createProject({ files: configFleetFiles(cluster.namespace, services, 3) })
    let underWay = 0
    let most = 0
    const proxy = await startApiProxy(cluster, ({ url }) => {
      // A write waits for its lock, which must not wait for other writes.
      if (url.includes('watch=true') || url.includes('/leases')) return undefined
      underWay += 1
      most = Math.max(most, underWay)
      return answeredLate(() => {
        underWay -= 1
      })
    })
    const apply = (...args: readonly string[]) =>
      cluster.kdeploy(['apply', '-p', 'prod_*', '--concurrency', '3', '--releases-at-a-time', '6', ...args], {
        ...{ cwd: folder, env: { KUBECONFIG: proxy.kubeconfig } },
      })

    const ends = [await apply(), await apply('--set', 'tag=2')]
    await proxy.close()

    for (const { exitCode, stderr } of ends) expect(exitCode, stderr).toBe(0)
    expect(most).toBe(3)
  })
})

/** An answer that comes some time after the server has it, so that requests meet; `told` is called just before. */
function answeredLate(told: () => void): Fault {
  let answer = () => {}
  const answerAfter = new Promise<void>((resolve) => {
    answer = resolve
  })
  const late = () => {
    told()
    answer()
  }
  return { answerAfter, done: () => setTimeout(late, 10) }
}
