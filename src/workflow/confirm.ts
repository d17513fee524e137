import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import { stopIfInterrupted } from './interrupted.ts'
import type { World } from './world.ts'

/**
 * Asks before the first write, where the profile says `confirm: true` and no `--yes` was given. `what` is what is about to be
 * done: `apply of trading/prod_cthulu/my-ns-prod`.
 * @throws KdeployError `not-confirmed` where nobody is there to ask, or the answer isn't yes
 */
export async function confirmFirst(what: string, cluster: Cluster, world: World): Promise<void> {
  const where = cluster.kubeContext === '' ? cluster.server : `kube context ${cluster.kubeContext}, ${cluster.server}`
  if ((await world.confirm?.(`${what} (${where})?`)) === true) return
  stopIfInterrupted(world, [])
  throw new KdeployError({
    code: 'not-confirmed',
    category: 'input',
    message: `the ${what} wants to be confirmed, and wasn't; nothing was written`,
    hint: world.confirm === undefined ? 'give --yes where no terminal is there to ask on' : 'answer y, or give --yes',
  })
}
