import type { Cluster } from '../../cluster/api/cluster.ts'
import { podType } from '../../kinds/rules/children.ts'
import { judge } from '../../kinds/rules/judge.ts'
import type { Cause, Kind } from '../../kinds/rules/kind.ts'
import { isSelected, selectsNone } from '../../kinds/rules/pod-selector.ts'
import type { ReadinessRule } from '../../kinds/rules/rule.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import type { MaskAssessment } from '../../plan/masking/mask-assessment.ts'
import type { ObjectStatus } from '../run/results.ts'
import { reportFailure } from '../waiting/failure-report.ts'
import { isAwaited, readKind } from '../waiting/targets.ts'
import type { Found } from './find-objects.ts'
import type { Lister } from './lister.ts'
import { areCurrent, type ConfigReader } from './stale.ts'

/** What the status of an object is read with. */
export interface StatusReader {
  readonly cluster: Cluster
  readonly lister: Lister
  readonly configs: ConfigReader
  readonly maskText: MaskAssessment
  readonly masking: Masking
  readonly readiness: readonly ReadinessRule[]
  /** Every object was created, so that a missing one of a kind that deletes itself has ended. */
  readonly allMade: boolean
}

type Known = Omit<ObjectStatus, 'isUnwritten' | 'drift' | 'claimedBy' | 'driftUnknown'>

/** How an object is, and why; what its pods read that changed since. */
export async function statusOf({ ref, template, recorded, live }: Found, reader: StatusReader): Promise<Known> {
  const { cluster, lister, configs, maskText, masking, readiness, allMade } = reader
  const seen = live === null || live === 'forbidden' ? recorded : live
  const nothing = { ref, template, counts: undefined, causes: [], stale: [], isAwaited: isAwaited(seen, readiness) }
  if (live === 'forbidden') return { ...nothing, state: 'unknown', message: 'read access is forbidden' }
  const kind = await readKind(cluster, ref, readiness)
  if (live === null) {
    const removal = allMade ? kind.removal?.(recorded) : undefined
    return removal === undefined
      ? { ...nothing, state: 'missing', message: 'does not exist' }
      : { ...nothing, state: 'ready', message: `ended; ${removal}` }
  }
  const children = await lister.childrenOf(kind, live)
  const judged = judge(kind, live, children, cluster.serverClock())
  const missing = await missingPods(live, kind, lister)
  const assessment = maskText(ref, { ...judged, causes: [...judged.causes, ...missing] })
  const { state, message, counts } = assessment
  const [{ causes }, stale] = await Promise.all([
    reportFailure(cluster, { ref, object: live, place: undefined }, assessment, masking),
    ref.group === 'apps' && areCurrent(judged) ? configs.staleReadsOf(live, children.pods) : [],
  ])
  return { ...nothing, state, message, counts, causes, stale }
}

/** What is wrong with a Service that selects pods by labels that none has; nothing where that can't be read. */
async function missingPods(live: KubeObject, kind: Kind, lister: Lister): Promise<Cause[]> {
  const selector = kind.podSelector?.(live)
  const pods = selector === undefined ? undefined : await lister.list(podType, refOf(live).namespace)
  if (selector === undefined || pods === undefined) return []
  if ([...pods.values()].some(({ metadata }) => isSelected(selector, metadata['labels']))) return []
  return [{ reason: 'NoPods', message: selectsNone(selector), final: false }]
}
