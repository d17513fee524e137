import { kindOf } from '../../kinds/kind-of.ts'
import type { Assessment } from '../../kinds/rules/kind.ts'
import type { Emit, FailureReport } from '../run/events.ts'
import type { Run } from '../run/run.ts'
import type { World } from '../run/world.ts'
import { reportFailure } from './failure-report.ts'
import { limitOf, overallLimit } from './limits.ts'
import { assess, assessAlone, concealed, hiddenChildren, type Now } from './observe.ts'
import type { Target, WaitOptions } from './targets.ts'
import { pause, Tracker } from './track.ts'
import { begin, hasHeld, inWords, isLate, late, nextLook, note, type Overall, type Waiting } from './waiting.ts'

/** After a first failure the others get this long to show theirs, in milliseconds. */
const settle = 2000

/** Between two reminders of what is still waited for, in milliseconds. */
const remindEvery = 30_000

/** Without a change the objects are looked at again after this long: some causes become final by their age. */
const lookAgain = 5000

/** After this long without a word from the API server it is asked whether it still answers, in milliseconds. */
const pulseAfter = 10_000

/** A rollout tells dozens of changes at once: what comes this soon after one is looked at together, in milliseconds. */
const together = 25

/** Milliseconds that the API server may be away before somebody is told. */
const tellAwayAfter = 12_000

/**
 * Waits until every target is ready, and stays so for `stableFor`, watching rather than polling; tells each change of state.
 * Tells and returns the failures: of those that failed, and of those that weren't ready in time. Empty when all are ready
 * (or when interrupted: the caller sees that on the signal).
 */
export async function waitForReady(
  run: Run,
  targets: readonly Target[],
  options: WaitOptions,
): Promise<FailureReport[]> {
  const { cluster, world, emit } = run
  let wake = () => {}
  const tracker = new Tracker(cluster, world.interrupted, world.monotonicClock, () => wake())
  const began = world.monotonicClock()
  const overall: Overall = { milliseconds: overallLimit(options.timeout, targets), began }
  const entries = targets.map((target) => begin(target, kindOf(target.ref), limitOf(target), options.stableFor, began))
  const tell = teller(tracker, world, emit)
  const pulse = pulser(tracker)
  let failedAt: number | undefined
  let reminded = began
  try {
    for (const entry of entries) {
      const alone = assessAlone(entry, nowOf(run))
      if (alone.state === 'ready' && !entry.mustHold) show(entry, alone, began, emit)
    }
    while (!world.interrupted.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      const open = entries.filter(({ ended }) => !ended)
      for (const entry of open) look(tracker, entry, run)
      const held = open.filter((entry) => hasHeld(entry, world.monotonicClock()))
      await confirm(tracker, held, run)
      pulse(open[0], world.monotonicClock())
      const overdue = open.filter((entry) => isLate(entry, overall, world.monotonicClock()))
      if (overdue.length > 0) await giveUp(tracker, overdue, overall, run)
      tell(open)
      const now = world.monotonicClock()
      const left = entries.filter(({ ended }) => !ended)
      if (entries.some(({ last }) => last.state === 'failed')) failedAt ??= now
      const end = (failedAt ?? Number.POSITIVE_INFINITY) + settle
      if (left.length === 0 || now >= end) break
      if (now - reminded >= remindEvery) {
        reminded = now
        emit({ type: 'reminder', waitingFor: left.map(({ target }) => target.ref), elapsed: now - began })
      }
      const next = Math.min(
        end,
        reminded + remindEvery,
        now + lookAgain,
        Math.max(tracker.answeredAt + pulseAfter, now + 1000),
        ...left.map((entry) => nextLook(entry, overall)),
      )
      const patience = new AbortController()
      await Promise.race([
        changed,
        pause(Math.max(next - now, 10), AbortSignal.any([world.interrupted, patience.signal])),
      ])
      patience.abort()
      await pause(together, world.interrupted)
    }
  } finally {
    tracker.stop()
  }
  if (world.interrupted.aborted) return []
  const failed = entries.filter(({ last }) => last.state === 'failed')
  const reports = await Promise.all(
    failed.map(({ target, last }) => reportFailure(cluster, target, last, world.masking)),
  )
  for (const report of reports) emit({ type: 'failed', report })
  return reports
}

/** Those that stayed ready are asked for once more, past their watch: nothing counts as stable that couldn't be seen. */
async function confirm(tracker: Tracker, held: readonly Waiting[], run: Run): Promise<void> {
  const { world, emit } = run
  const seen = await Promise.all(held.map(({ target }) => tracker.refresh(target.ref)))
  const now = world.monotonicClock()
  for (const [index, entry] of held.entries()) {
    entry.askedAt = now
    look(tracker, entry, run)
    if (seen[index] !== true || !hasHeld(entry, now)) continue
    entry.ended = true
    emit({ type: 'ready', ref: entry.target.ref, message: entry.last.message, counts: entry.last.counts })
  }
}

/** Those that are late are asked for once more, past their watch; what isn't ready then has failed. */
async function giveUp(tracker: Tracker, overdue: readonly Waiting[], overall: Overall, run: Run): Promise<void> {
  await Promise.all(overdue.map(({ target }) => tracker.refresh(target.ref)))
  const now = run.world.monotonicClock()
  for (const entry of overdue) {
    look(tracker, entry, run)
    if (!entry.ended && isLate(entry, overall, now)) {
      entry.last = concealed(entry.target, late(entry, overall, now, tracker.trouble))
      entry.ended = true
    }
  }
}

function nowOf({ cluster, world }: Run): Now {
  return { monotonic: world.monotonicClock(), server: cluster.serverClock() }
}

/** Assesses it anew. */
function look(tracker: Tracker, entry: Waiting, run: Run): void {
  const now = nowOf(run)
  show(entry, assess(tracker, entry, now), now.monotonic, run.emit)
}

/** Takes an assessment over, and tells what is new in it. */
function show(entry: Waiting, next: Assessment, now: number, emit: Emit): void {
  const { target, last } = entry
  const { ref } = target
  note(entry, next, now)
  const { state, message, counts, causes } = entry.last
  // What is no workload and ready as soon as it is there (a ConfigMap) isn't worth a line.
  const waitedFor = counts !== undefined || last.message !== ''
  if (state === 'ready' && entry.ended) {
    if (waitedFor) emit({ type: 'ready', ref, message, counts })
  } else if (state !== 'failed' && message !== '' && (message !== last.message || gist(entry.last) !== gist(last))) {
    const shown = state === 'ready' ? `${message}, to stay so for ${inWords(entry.mustHold)}` : message
    emit({ type: 'progress', ref, message: shown, counts, causes })
  }
}

/** The counts, and what stands in the way without the details that change all the time. */
function gist({ counts, causes }: Assessment): string {
  return JSON.stringify([counts, causes.map(({ reason }) => reason)])
}

/** Asks a silent API server for an object that is waited for: a watch doesn't tell a quiet cluster from a dead connection. */
function pulser(tracker: Tracker): (entry: Waiting | undefined, now: number) => void {
  let asking = false
  return (entry, now) => {
    if (entry === undefined || asking || now - tracker.answeredAt < pulseAfter) return
    asking = true
    void tracker.refresh(entry.target.ref).finally(() => {
      asking = false
    })
  }
}

/** Tells, once each, what can't be seen: types that may not be listed, an API server that is away, and that it is back. */
function teller(tracker: Tracker, world: World, emit: Emit): (entries: readonly Waiting[]) => void {
  const told = new Set<string>()
  let toldAway = false
  const once = (message: string) => {
    if (!told.has(message)) emit({ type: 'warning', message })
    told.add(message)
  }
  return (entries) => {
    for (const entry of entries) {
      for (const type of hiddenChildren(tracker, entry))
        once(`listing ${type}s is forbidden in ${entry.target.ref.namespace}, so a failure can't be explained by them`)
    }
    const { trouble } = tracker
    const away = trouble === undefined ? 0 : world.monotonicClock() - trouble.since
    if (!toldAway && trouble !== undefined && away >= tellAwayAfter) {
      toldAway = true
      const message = `the workloads can't be followed for ${inWords(away)} now, still trying: ${trouble.message}`
      emit({ type: 'warning', message })
    }
    if (toldAway && trouble === undefined) {
      toldAway = false
      emit({ type: 'notice', message: 'the workloads can be followed again' })
    }
  }
}
