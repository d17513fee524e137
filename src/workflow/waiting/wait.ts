import { pause, sharedSignal } from '../../abort.ts'
import { formatDuration } from '../../duration.ts'
import type { Assessment } from '../../kinds/rules/kind.ts'
import type { Emit, FailureReport, Unready } from '../run/events.ts'
import type { WaitingPolicy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import type { World } from '../run/world.ts'
import { assess, assessWithoutChildren, masked, type Now, unlistableChildren } from './assess.ts'
import { reportFailure } from './failure-report.ts'
import { limitOf, overallLimit } from './limits.ts'
import { Tracker } from './mirror.ts'
import { runningDigests } from './running-digests.ts'
import { kindOfTarget, type Target } from './targets.ts'
import {
  assessOverdue,
  type Baking,
  isOverdue,
  isStable,
  nextCheckAt,
  type OverallLimit,
  recordAssessment,
  startWaiting,
  type Waiting,
} from './wait-state.ts'

/** Time to collect further failures after the first one, in milliseconds. */
const graceAfterFailure = 2000

/** Between two reminders of what is still waited for, in milliseconds. */
const remindEvery = 30_000

/** Without a change the objects are looked at again after this long: some causes become final by their age. */
const recheckAfter = 5000

/** After this long without a word from the API server it is asked whether it still answers, in milliseconds. */
const probeAfter = 10_000

/** A rollout tells dozens of changes at once: what comes this soon after one is looked at together, in milliseconds. */
const batchWindow = 25

/** Milliseconds that the API server may be away before somebody is told. */
const reportAwayAfter = 12_000

/**
 * Waits until every target is ready, and stays so for `stableFor`, watching rather than polling; tells each change of state.
 * `bakes`: the time counts from now on, whatever was lost meanwhile, and pods that fail after being ready fail it.
 * The ledger is told which digests of their images the pods run. Tells and returns the failures: of those that failed, and of those that weren't ready in time. Empty when all are ready
 * (or when interrupted: the caller sees that on the signal).
 */
export async function waitForReady(
  run: Run,
  targets: readonly Target[],
  { timeout, stableFor, bakes }: Omit<WaitingPolicy, 'wait'> & { readonly bakes?: Baking },
): Promise<FailureReport[]> {
  const { cluster, world, emit } = run
  let wake = () => {}
  const tracker = new Tracker(cluster, world.interrupted, world.monotonicClock, () => wake())
  const began = world.monotonicClock()
  const overall: OverallLimit = { milliseconds: overallLimit(timeout, targets), began }
  const entries = targets.map((target) =>
    startWaiting(target, kindOfTarget(target), limitOf(target), stableFor, began, bakes),
  )
  const report = connectionReporter(tracker, world, emit)
  const probe = silenceProbe(tracker)
  let failedAt: number | undefined
  let reminded = began
  try {
    for (const entry of entries) {
      const alone = assessWithoutChildren(entry, nowOf(run))
      if (alone.state === 'ready' && !entry.stableFor) show(entry, alone, began, emit)
    }
    while (!world.interrupted.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      const open = entries.filter(({ ended }) => !ended)
      for (const entry of open) assessNow(tracker, entry, run)
      const held = open.filter((entry) => isStable(entry, world.monotonicClock()))
      await confirm(tracker, held, run)
      probe(open[0], world.monotonicClock())
      const overdue = open.filter((entry) => isOverdue(entry, overall, world.monotonicClock()))
      if (overdue.length > 0) await failOverdue(tracker, overdue, overall, run)
      report(open)
      const now = world.monotonicClock()
      const left = entries.filter(({ ended }) => !ended)
      if (entries.some(({ last }) => last.state === 'failed')) failedAt ??= now
      const end = (failedAt ?? Number.POSITIVE_INFINITY) + graceAfterFailure
      if (left.length === 0 || now >= end) break
      if (now - reminded >= remindEvery) {
        reminded = now
        emit({ type: 'reminder', waitingFor: left.map(stateOf), elapsed: now - began })
      }
      const next = Math.min(
        end,
        reminded + remindEvery,
        now + recheckAfter,
        Math.max(tracker.lastAnswerAt + probeAfter, now + 1000),
        ...left.map((entry) => nextCheckAt(entry, overall)),
      )
      const wakeUp = new AbortController()
      await Promise.race([changed, pause(Math.max(next - now, 10), sharedSignal(world.interrupted, wakeUp.signal))])
      wakeUp.abort()
      await pause(batchWindow, world.interrupted)
    }
  } finally {
    tracker.stop()
  }
  for (const { image, digest } of runningDigests(tracker, targets)) run.ledger.recordDigest(image, digest)
  if (world.interrupted.aborted) {
    const left = entries.filter(({ ended }) => !ended)
    // What is watched was ready when it was begun.
    if (left.length > 0 && !bakes) emit({ type: 'unready', objects: left.map(stateOf) })
    return []
  }
  const failed = entries.filter(({ last }) => last.state === 'failed')
  const reports = await Promise.all(
    failed.map(({ target, last }) => reportFailure(cluster, target, last, world.masking)),
  )
  const unready = failed.length === 0 ? [] : entries.filter(({ ended, last }) => !ended && last.state === 'progressing')
  if (unready.length > 0) emit({ type: 'unready', objects: unready.map(stateOf) })
  for (const report of reports) emit({ type: 'failed', report })
  return reports
}

function stateOf({ target, last: { message, causes } }: Waiting): Unready {
  return { ref: target.ref, message: message || 'nothing was seen of it yet', causes }
}

/** Re-reads objects that stayed ready long enough, bypassing the watch, before they count as stable. */
async function confirm(tracker: Tracker, held: readonly Waiting[], run: Run): Promise<void> {
  const { world, emit } = run
  const seen = await Promise.all(held.map(({ target }) => tracker.refresh(target.ref)))
  const now = world.monotonicClock()
  for (const [index, entry] of held.entries()) {
    entry.checkedAt = now
    assessNow(tracker, entry, run)
    if (seen[index] !== true || !isStable(entry, now)) continue
    entry.ended = true
    emit({ type: 'ready', ref: entry.target.ref, message: entry.last.message, counts: entry.last.counts })
  }
}

/** Those that are late are asked for once more, past their watch; what isn't ready then has failed. */
async function failOverdue(
  tracker: Tracker,
  overdue: readonly Waiting[],
  overall: OverallLimit,
  run: Run,
): Promise<void> {
  await Promise.all(overdue.map(({ target }) => tracker.refresh(target.ref)))
  const now = run.world.monotonicClock()
  for (const entry of overdue) {
    assessNow(tracker, entry, run)
    if (!entry.ended && isOverdue(entry, overall, now)) {
      entry.last = masked(entry.target, assessOverdue(entry, overall, now, tracker.problem))
      entry.ended = true
    }
  }
}

function nowOf({ cluster, world }: Run): Now {
  return { monotonic: world.monotonicClock(), server: cluster.serverClock() }
}

/** Assesses an object again, and reports what changed. */
function assessNow(tracker: Tracker, entry: Waiting, run: Run): void {
  const now = nowOf(run)
  show(entry, assess(tracker, entry, now), now.monotonic, run.emit)
}

/** Takes an assessment over, and tells what is new in it. */
function show(entry: Waiting, next: Assessment, now: number, emit: Emit): void {
  const { target, last } = entry
  const { ref } = target
  recordAssessment(entry, next, now)
  const { state, message, counts, causes, isOptional } = entry.last
  // What is no workload and ready as soon as it is there (a ConfigMap) isn't worth a line.
  const waitedFor = counts !== undefined || last.message !== ''
  if (state === 'ready' && entry.ended) {
    if (waitedFor) emit({ type: 'ready', ref, message, counts })
  } else if (state !== 'failed' && message !== '' && (message !== last.message || gist(entry.last) !== gist(last))) {
    const shown = state === 'ready' ? `${message}, must stay ready for ${formatDuration(entry.stableFor)}` : message
    emit({ type: 'progress', ref, message: shown, counts, causes, ...(isOptional === true && { isOptional }) })
  }
}

/** The counts, and what stands in the way without the details that change all the time. */
function gist({ counts, causes }: Assessment): string {
  return JSON.stringify([counts, causes.map(({ reason }) => reason)])
}

/** Probes a silent API server, since a watch can't tell a quiet cluster from a dead connection. */
function silenceProbe(tracker: Tracker): (entry: Waiting | undefined, now: number) => void {
  let asking = false
  return (entry, now) => {
    if (entry === undefined || asking || now - tracker.lastAnswerAt < probeAfter) return
    asking = true
    void tracker.refresh(entry.target.ref).finally(() => {
      asking = false
    })
  }
}

/** Warns, once each, about types that may not be listed and about a lost (and regained) API server. */
function connectionReporter(tracker: Tracker, world: World, emit: Emit): (entries: readonly Waiting[]) => void {
  const told = new Set<string>()
  let toldAway = false
  const once = (message: string) => {
    if (!told.has(message)) emit({ type: 'warning', message })
    told.add(message)
  }
  return (entries) => {
    for (const entry of entries) {
      for (const type of unlistableChildren(tracker, entry))
        once(
          `listing or watching ${type}s in ${entry.target.ref.namespace} is forbidden, so they can't explain a failure`,
        )
    }
    const { problem } = tracker
    const away = problem === undefined ? 0 : world.monotonicClock() - problem.since
    if (!toldAway && problem !== undefined && away >= reportAwayAfter) {
      toldAway = true
      const message = `no updates on the workloads for ${formatDuration(away)}, still trying: ${problem.message}`
      emit({ type: 'warning', message })
    }
    if (toldAway && problem === undefined) {
      toldAway = false
      emit({ type: 'notice', message: 'receiving updates on the workloads again' })
    }
  }
}
