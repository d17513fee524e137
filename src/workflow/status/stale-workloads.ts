import { joinNames } from '../../counts.ts'
import { identityOf } from '../../history/records/release.ts'
import type { StoredRevision } from '../../history/store.ts'
import { judge } from '../../kinds/rules/judge.ts'
import type { ReadinessRule } from '../../kinds/rules/rule.ts'
import { describeRef } from '../../manifest/identity.ts'
import { withConcurrency } from '../run/concurrency.ts'
import type { Run } from '../run/run.ts'
import { readKind } from '../waiting/targets.ts'
import type { RestartableWorkload } from './choose-workloads.ts'
import { Lister } from './lister.ts'
import { areCurrent, ConfigReader } from './stale.ts'

/** The release at hand, and what kdeploy.yaml says of when its objects are ready. */
export interface Identified {
  readonly release: Parameters<typeof identityOf>[0]
  readonly rules: { readonly readiness: readonly ReadinessRule[] }
}

/** What is named of what a workload read before it changed; more is counted. */
const mostNames = 3

/** The workloads that have stale pods, each told with what they read. */
export async function staleAmong(
  workloads: readonly RestartableWorkload[],
  { cluster, world, concurrency, emit }: Run,
  { release, rules }: Identified,
  history: readonly StoredRevision[],
): Promise<RestartableWorkload[]> {
  const limited = withConcurrency(cluster, concurrency)
  const lister = new Lister(limited)
  const configs = new ConfigReader(limited, world, { identity: identityOf(release), history })
  const read = await Promise.all(
    workloads.map(async (workload) => {
      const { ref, live } = workload
      const kind = await readKind(limited, ref, rules.readiness)
      const children = await lister.childrenOf(kind, live)
      const isCurrent = areCurrent(judge(kind, live, children, limited.serverClock()))
      return { workload, stale: isCurrent ? await configs.staleReadsOf(live, children.pods) : [] }
    }),
  )
  const found = read.filter(({ stale }) => stale.length > 0)
  for (const { workload, stale } of found) {
    const what = joinNames(stale, mostNames, ({ ref }) => describeRef(ref))
    emit({ type: 'notice', message: `stale: pods of ${describeRef(workload.ref)} started before ${what} changed` })
  }
  return found.map(({ workload }) => workload)
}
