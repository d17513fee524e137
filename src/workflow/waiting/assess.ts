import { childrenOf, childTypes, noChildren, type ObjectsOf } from '../../kinds/rules/children.ts'
import { judge } from '../../kinds/rules/judge.ts'
import type { Assessment, Kind } from '../../kinds/rules/kind.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Mirror, Tracker } from './mirror.ts'
import type { Target } from './targets.ts'

/** Milliseconds in which a deleted object may come back under another UID, which says more than that it is gone. */
const recreatedWithin = 1000

/** Assessment of a missing object while it may still be recreated. */
const deleted: Assessment = { state: 'progressing', message: 'was deleted', causes: [] }

/** Now, in milliseconds. */
export interface Now {
  /** For what this run sees and waits for. */
  readonly monotonic: number
  /** For the times that stand in objects (Cluster.serverClock). */
  readonly server: number
}

/** What was seen of an object so far. */
export interface Observed {
  readonly target: Target
  readonly kind: Kind
  /** Since when the object isn't there, by the monotonic clock. */
  missingSince?: number | undefined
}

/** Assesses an object without its children; enough if it is ready already. */
export function assessWithoutChildren({ target, kind }: Observed, now: Now): Assessment {
  return masked(target, judge(kind, target.object, noChildren, now.server))
}

/** What its manifest made of sensitive values is masked. */
export function masked({ ref, maskText }: Target, assessment: Assessment): Assessment {
  return maskText === undefined ? assessment : maskText(ref, assessment)
}

/** Assesses an object from the mirrors, which start watching what is needed. @throws ApiError 403 if the object can't be watched */
export function assess(tracker: Pick<Tracker, 'follow'>, observed: Observed, now: Now): Assessment {
  return masked(observed.target, assessMirrored(tracker, observed, now))
}

function assessMirrored(tracker: Pick<Tracker, 'follow'>, observed: Observed, now: Now): Assessment {
  const { target, kind } = observed
  const { ref } = target
  const mirror = tracker.follow(ref, ref.namespace)
  if (mirror.forbidden !== undefined) throw mirror.forbidden
  const all: ObjectsOf = (type) => tracker.follow(childTypes[type], ref.namespace).objects
  const children = (object: KubeObject) => childrenOf(kind.children, object, all)
  if (!mirror.isListed) return { state: 'progressing', message: '', causes: [] }
  const uid = String(target.object.metadata['uid'])
  const object = mirror.objects.get(uid)
  if (object === undefined) {
    const last = mirror.deleted.get(uid)
    if (last !== undefined && kind.hasEnded?.(last)) return judge(kind, last, children(last), now.server)
    observed.missingSince ??= now.monotonic
    const gone = assessMissing(mirror, target, now.monotonic - observed.missingSince)
    if (kind.assessGone === undefined || kind.removal?.(target.object) === undefined) return gone
    const events = tracker.follow(childTypes.Event, ref.namespace)
    if (gone.state !== 'failed') return gone
    // Until they are listed, they may still say something.
    if (!events.isListed && events.forbidden === undefined) return deleted
    return kind.assessGone(target.object, children(target.object).events)
  }
  observed.missingSince = undefined
  const judged = judge(kind, object, children(object), now.server)
  // What isn't listed yet may be what explains the failure: an event that tells who killed a container.
  const isExplained = kind.children.every((type) => isKnown(tracker.follow(childTypes[type], ref.namespace)))
  return judged.state === 'failed' && !isExplained ? { ...judged, state: 'progressing' } : judged
}

/** Whether its objects were listed, or can't be. */
function isKnown({ isListed, forbidden, problem }: Mirror): boolean {
  return isListed || forbidden !== undefined || problem !== undefined
}

function assessMissing(mirror: Mirror, { ref }: Target, since: number): Assessment {
  const replaced = [...mirror.objects.values()].some((object) => object.metadata.name === ref.name)
  if (replaced) {
    const causes = [{ reason: 'Recreated', message: 'the new one is not what this deploy wrote', final: true }]
    return { state: 'failed', message: 'was deleted and recreated by someone else', causes }
  }
  if (since < recreatedWithin) return deleted
  const causes = [{ reason: 'Deleted', message: 'there is nothing left to wait for', final: true }]
  return { state: 'failed', message: 'was deleted while kdeploy waited for it', causes }
}

/** The types that can't be listed or watched, so that they explain nothing. */
export function unlistableChildren(tracker: Tracker, { target, kind }: Observed): string[] {
  return kind.children.filter((type) => tracker.follow(childTypes[type], target.ref.namespace).forbidden !== undefined)
}
