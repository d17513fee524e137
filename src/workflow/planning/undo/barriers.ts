import type { RecordedBarrier, Revision } from '../../../history/records/revision.ts'
import { leftUnchanged } from '../../../history/running.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { hookPhaseOf } from '../../../plan/hooks.ts'
import { undoBarrierOf } from '../../../plan/undo-barrier.ts'
import { isGood, isReadable } from './good-states.ts'

/** A release's revisions, oldest first. */
type History = readonly Pick<StoredRevision, 'revision' | 'claimed'>[]

type Barriers = readonly RecordedBarrier[]

/** What revisions have behind them, by number, and after the newest of them. */
interface Behind {
  readonly byNumber: ReadonlyMap<number, Barriers>
  readonly now: Barriers
}

/** The barriers between the state of the newest revision and an earlier or later one that is to be restored, oldest first. */
export function barriersBefore(history: History, number: number): RecordedBarrier[] {
  const { byNumber, now } = barriersBehind(history)
  const there = byNumber.get(number)
  return there === undefined ? [...now] : crossedTo(there, now)
}

/** The barriers that what is deployed now has behind it, oldest first. */
export function barriersNow(history: History): Barriers {
  return barriersBehind(history).now
}

/** The numbers of the revisions to which no undo goes back, and the barriers that separate any of them, oldest first. */
export function revisionsBeyond(history: History): {
  readonly numbers: ReadonlySet<number>
  readonly barriers: Barriers
} {
  const { byNumber, now } = barriersBehind(history)
  const crossed = [...byNumber].map(([number, there]) => ({ number, barriers: crossedTo(there, now) }))
  const any = new Set(crossed.flatMap(({ barriers }) => barriers))
  return {
    numbers: new Set(crossed.filter(({ barriers }) => barriers.length > 0).map(({ number }) => number)),
    barriers: now.filter((barrier) => any.has(barrier)),
  }
}

/**
 * What a revision that begins has behind it, as it is recorded: with all that it may bring, since how far it gets isn't known yet, and of
 * an undo with what it leaves as well.
 */
export function barriersOfPending(history: History, revision: Omit<Revision, 'barriers'>): Barriers {
  const behind = barriersBehind(history)
  return withoutSettled(
    bring(inherited(revision, behind), revision, () => true),
    behind,
  )
}

/**
 * The same once it has ended. `isInForce`: whether an annotated object was written, or a hook was started, or may have been.
 */
export function barriersOfFinished(
  history: History,
  revision: Omit<Revision, 'barriers'>,
  isInForce: (object: KubeObject) => boolean,
): Barriers {
  const behind = barriersBehind(history)
  return withoutSettled(bring(inherited(revision, behind), revision, isInForce), behind)
}

function barriersBehind(history: History): Behind {
  const byNumber = new Map<number, Barriers>()
  let now: Barriers = []
  for (const { revision, claimed } of history) {
    const known = isReadable(revision) ? revision : claimed
    if (known === undefined) continue
    const before = inherited(known, { byNumber, now })
    // What it records stands for revisions that aren't kept any more.
    const own = known.barriers === undefined ? bring(before, known, wasBrought(known)) : union(before, known.barriers)
    // What isn't trusted may add a barrier, and takes none away.
    now = known === revision ? own : union(own, now)
    byNumber.set(known.number, now)
  }
  return { byNumber, now }
}

/** What a revision started from: the state before it, or the one that an undo restored, once nothing is left of the former. */
function inherited({ restores, status }: Pick<Revision, 'restores' | 'status'>, { byNumber, now }: Behind): Barriers {
  if (restores === undefined) return now
  const restored = byNumber.get(restores) ?? now
  return isGood({ status }) ? restored : union(restored, now)
}

/** With the barriers that a revision's manifests bring: a text that their object had before is none. */
function bring(
  before: Barriers,
  { number, manifests }: Pick<Revision, 'number' | 'manifests'>,
  isInForce: (object: KubeObject, index: number) => boolean,
): Barriers {
  const last = lastOfEach(before)
  const brought = manifests.flatMap(({ object }, index): RecordedBarrier[] => {
    const text = undoBarrierOf(object)
    if (text === undefined || last.get(keyOf(refOf(object)))?.text === text || !isInForce(object, index)) return []
    return [{ text, ref: refOf(object), revision: number }]
  })
  return brought.length === 0 ? before : [...before, ...brought]
}

/** Of a revision that doesn't record it: which of its manifests' barriers are in force. Which hooks were started isn't known. */
function wasBrought(revision: Revision): (object: KubeObject, index: number) => boolean {
  const unwritten = new Set(revision.unwritten)
  return (object, index) => hookPhaseOf(object) !== undefined || !(leftUnchanged(revision) || unwritten.has(index))
}

/** Those that lie between a state and an earlier one that lacks them, unless that says of the same object the same. */
function crossedTo(there: Barriers, now: Barriers): RecordedBarrier[] {
  const behind = idsOf(there)
  const last = lastOfEach(there)
  return now.filter((barrier) => !behind.has(idOf(barrier)) && last.get(keyOf(barrier.ref))?.text !== barrier.text)
}

function union(one: Barriers, other: Barriers): Barriers {
  const known = idsOf(other)
  return [...one.filter((barrier) => !known.has(idOf(barrier))), ...other]
}

/** Without those that every revision that is kept has behind it: no undo can cross them. The last of each object stays. */
function withoutSettled(barriers: Barriers, { byNumber }: Behind): Barriers {
  const kept = [...byNumber.values()].map(idsOf)
  const last = lastOfEach(barriers)
  return barriers.filter(
    (barrier) => last.get(keyOf(barrier.ref)) === barrier || !kept.every((behind) => behind.has(idOf(barrier))),
  )
}

/** By the object's key, what it said last. */
function lastOfEach(barriers: Barriers): ReadonlyMap<string, RecordedBarrier> {
  return new Map(barriers.map((barrier) => [keyOf(barrier.ref), barrier]))
}

function idsOf(barriers: Barriers): ReadonlySet<string> {
  return new Set(barriers.map(idOf))
}

function idOf({ revision, ref, text }: RecordedBarrier): string {
  return JSON.stringify([revision, keyOf(ref), text])
}
