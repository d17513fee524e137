import { type ProxiedRequest, startApiProxy } from '../cluster/api-proxy.ts'
import type { Cluster } from '../cluster/cluster.ts'

interface Held {
  /** Whether a request is never passed on. */
  readonly holds: (request: ProxiedRequest) => boolean
  readonly signal?: NodeJS.Signals
  /** What the run must have said before the signal comes; default: nothing. */
  readonly said?: RegExp
}

/** Runs kdeploy for the profile prod_shop, and ends it by a signal once a request is held, and the run has `said` so much. */
export async function interruptHeld(
  cluster: Cluster,
  folder: string,
  args: readonly string[],
  { holds, signal = 'SIGTERM', said = /^/ }: Held,
) {
  let isHeld = false
  const proxy = await startApiProxy(cluster, (request) => {
    if (!holds(request)) return undefined
    isHeld = true
    return { until: new Promise(() => {}) }
  })
  try {
    const env = { KUBECONFIG: proxy.kubeconfig }
    const running = cluster.startKdeploy([...args, '-p', 'prod_shop'], { cwd: folder, env })
    await cluster.waitFor('the request', async () => isHeld && said.test(running.output()))
    running.child.kill(signal)
    return await running.result
  } finally {
    await proxy.close()
  }
}
