import { formatDuration } from '../../duration.ts'
import type { Assessment, Cause, Counts, Kind } from '../../kinds/rules/kind.ts'
import type { Observed } from './assess.ts'
import type { Limit } from './limits.ts'
import type { ConnectionProblem } from './mirror.ts'
import type { Target } from './targets.ts'

/** The limit of the whole wait, in milliseconds, and when it began by the monotonic clock. */
export interface OverallLimit {
  readonly milliseconds: number
  readonly began: number
}

/** Between two tries to see an object at the end of its time, in milliseconds. */
const retryEvery = 1000

/** One object while it is waited for. Times in milliseconds, by the monotonic clock. */
export interface Waiting extends Observed {
  readonly limit: Limit
  /** Milliseconds that readiness must hold; 0 for what can't lose it. */
  readonly stableFor: number
  /**
   * It was deployed already and is watched from then on: the time counts from there, and pods that fail after being ready fail it.
   * undefined: the time counts from when it was last ready, and it may lose that.
   */
  readonly bakesSince: number | undefined
  /** As it was last ready. */
  readyCounts: Counts | undefined
  last: Assessment
  /** What its pods last said, of a kind that loses them when it fails. */
  podCauses: readonly Cause[]
  ended: boolean
  readySince: number | undefined
  /** Whether it was ready before, so that a failure after that says so. */
  wasReady: boolean
  progressedAt: number
  /** When it was last asked for past its watch. */
  checkedAt: number
}

/** Something that was deployed and is watched. `wasReady`: whether it was seen ready before; a loss before the first look is one, then. */
export interface Baking {
  readonly wasReady: boolean
}

/** `bakes`: see Waiting.bakesSince. */
export function startWaiting(
  target: Target,
  kind: Kind,
  limit: Limit,
  stableFor: number,
  now: number,
  bakes?: Baking,
): Waiting {
  return {
    target,
    kind,
    limit,
    stableFor: kind.keepsRunning === true ? stableFor : 0,
    bakesSince: bakes === undefined ? undefined : now,
    readyCounts: undefined,
    last: { state: 'progressing', message: '', causes: [] },
    podCauses: [],
    ended: false,
    readySince: undefined,
    wasReady: bakes?.wasReady ?? false,
    progressedAt: now,
    checkedAt: 0,
  }
}

/** Takes an assessment over: a failure ends it, and so does readiness that has held. */
export function recordAssessment(entry: Waiting, seen: Assessment, now: number): void {
  const next = hasFailedPods(entry, seen) ? { ...seen, state: 'failed' as const } : seen
  if (progressOf(next) !== progressOf(entry.last)) entry.progressedAt = now
  entry.wasReady ||= entry.last.state === 'ready'
  const explained = next.state === 'failed' ? withLostPods(entry, next) : next
  entry.last =
    next.state === 'failed' && entry.wasReady
      ? { ...explained, message: `was ready, but no longer is: ${next.message}` }
      : explained
  const own = next.causes.filter(({ pod }) => pod !== undefined)
  if (own.length > 0) entry.podCauses = own
  if (next.state === 'ready') entry.readyCounts = next.counts
  entry.readySince = next.state === 'ready' ? (entry.readySince ?? now) : undefined
  entry.ended = next.state === 'failed' || (next.state === 'ready' && entry.stableFor === 0)
}

/** What containers say that are on their way. */
const starting: ReadonlySet<string> = new Set(['Initializing', 'NotReady'])

/** Whether one that bakes lost pods that were ready, and a container says why; one that moves to another node, or is scaled, loses none so. */
function hasFailedPods({ bakesSince, readyCounts, wasReady }: Waiting, { state, counts, causes }: Assessment): boolean {
  if (bakesSince === undefined || state !== 'progressing' || counts === undefined) return false
  const readyBefore = readyCounts?.ready ?? (wasReady ? counts.total : 0)
  const hasLost = counts.ready < Math.min(readyBefore, counts.total)
  return hasLost && causes.some(({ container, reason }) => container !== undefined && !starting.has(reason))
}

/** Changes whenever it made progress. */
function progressOf({ counts, progress }: Assessment): string {
  return JSON.stringify([counts, progress])
}

/** The causes of pods that went with the failure, where they are remembered. */
function withLostPods({ kind, podCauses }: Waiting, failure: Assessment): Assessment {
  const isExplained = kind.deletesPodsAtFailure !== true || failure.causes.some(({ pod }) => pod !== undefined)
  return isExplained ? failure : { ...failure, causes: [...podCauses.map(withoutLog), ...failure.causes] }
}

/** Its log is gone with its pod. */
function withoutLog({ log: _, ...cause }: Cause): Cause {
  return { ...cause, final: false }
}

/** Whether it was ready for as long as it must be, as far as its watch told. */
export function isStable({ ended, readySince, stableFor, bakesSince = readySince }: Waiting, now: number): boolean {
  return !ended && readySince !== undefined && now - (bakesSince ?? now) >= stableFor
}

/** Whether it took too long to get ready. One that is ready, and only has to stay so, isn't late. */
export function isOverdue(entry: Waiting, overall: OverallLimit, now: number): boolean {
  return !entry.ended && entry.last.state !== 'ready' && now >= deadlineOf(entry, overall)
}

/** When to look at it again, changed or not. */
export function nextCheckAt(entry: Waiting, overall: OverallLimit): number {
  const { readySince, bakesSince = readySince } = entry
  if (readySince !== undefined && bakesSince !== undefined)
    return Math.max(bakesSince + entry.stableFor, entry.checkedAt + retryEvery)
  if (entry.missingSince !== undefined) return entry.missingSince + 1000
  return deadlineOf(entry, overall)
}

function deadlineOf({ limit, progressedAt }: Waiting, { milliseconds, began }: OverallLimit): number {
  return Math.min(began + milliseconds, (limit.sinceProgress ? progressedAt : began) + limit.milliseconds)
}

/** The failure of an object that timed out, with its last state and causes. */
export function assessOverdue(
  { limit, last, progressedAt }: Waiting,
  { milliseconds, began }: OverallLimit,
  now: number,
  problem: ConnectionProblem | undefined,
): Assessment {
  const time =
    now >= began + milliseconds
      ? `not ready after ${formatDuration(milliseconds)}`
      : limit.sinceProgress
        ? `no progress for ${formatDuration(now - progressedAt)}`
        : `not ready after ${formatDuration(limit.milliseconds)} (kdeploy.dev/timeout)`
  const unseen =
    problem === undefined
      ? []
      : [{ reason: 'Unreachable', message: `its final state is unknown: ${problem.message}`, final: false }]
  return {
    state: 'failed',
    message: last.message === '' ? time : `${time}: ${last.message}`,
    counts: last.counts,
    causes: [...last.causes, ...unseen],
  }
}
