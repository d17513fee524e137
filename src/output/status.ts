import { joinNames } from '../counts.ts'
import { formatDuration, formatWhen } from '../duration.ts'
import { describeRef, keyOf } from '../manifest/identity.ts'
import type { ObjectRef } from '../manifest/types.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import { shellWords } from '../shell-words.ts'
import type { ListedRevision, ObjectStatus, ReleaseStatus, StaleRead } from '../workflow/run/results.ts'
import { driftLines } from './drift-lines.ts'
import { shownLines, subjectOf } from './progress/failure.ts'
import { describeExpiry, describeFrozen } from './progress/freezes.ts'
import type { Colour } from './terminal/colour.ts'
import { objectName } from './terminal/object-name.ts'
import type { Pen } from './terminal/screen.ts'
import { padEnd, tableOf } from './terminal/text-width.ts'
import { urlLines } from './urls.ts'

/** A part of a status that changes as one: what is said of the revision, or of an object. */
export interface StatusBlock {
  readonly key: string
  /** Masked. */
  readonly lines: readonly string[]
  /** Nobody needs to be told where nothing changed. */
  readonly isQuiet: boolean
}

/** Why the revision failed; workloads, and whatever isn't well, with its causes; the rest is counted. `now` in milliseconds since 1970. */
export function showStatus(status: ReleaseStatus, now: number, pen: Pen, redact: (text: string) => string): void {
  for (const { lines, isQuiet } of statusBlocks(status, now, pen.colour, redact))
    if (!isQuiet) for (const line of lines) pen.line(line)
}

/** The parts of a status in their order. `now` in milliseconds since 1970. */
export function statusBlocks(
  status: ReleaseStatus,
  now: number,
  colour: Colour,
  redact: (text: string) => string,
): StatusBlock[] {
  const { objects, terminating, urls = [] } = status
  const shown = (text: string) => shownLine(text, redact)
  const name = (ref: ObjectRef) => objectName(ref, redact)
  return [
    { key: 'revision', lines: revisionLines(status, now, colour, shown), isQuiet: false },
    ...objectBlocks(status, colour, redact),
    ...terminating.map(({ ref, reason }) => ({
      key: `deleting ${keyOf(ref)}`,
      lines: [
        `${colour.yellow(padEnd(ownWords('deleting'), 11))}  ${name(ref)}: no longer part of the revision; ${shown(reason)}`,
      ],
      isQuiet: false,
    })),
    ...(urls.length === 0 ? [] : [{ key: 'urls', lines: urlLines(urls, redact, colour.cyan), isQuiet: false }]),
    { key: 'count', lines: [countLine(objects)], isQuiet: false },
  ]
}

function revisionLines(status: ReleaseStatus, now: number, colour: Colour, shown: (text: string) => Shown): string[] {
  const { release, revision, unreadable, freeze, expiry } = status
  const lines = [
    `${release}: revision ${revision.number}, ${revision.status}, ${formatWhen(revision.createdAt, now)} by ${shown(revision.by)}`,
  ]
  if (revision.status !== 'succeeded' && revision.reason !== undefined) lines.push(`  ${shown(revision.reason)}`)
  if (revision.untrusted !== undefined) lines.push(`  ${colour.red('not trusted')}: ${shown(revision.untrusted)}`)
  lines.push(...lockLines(status).map((line) => `  ${colour.yellow(shown(line))}`))
  if (freeze !== undefined) lines.push(`  ${colour.cyan(shown(describeFrozen(freeze, now)))}`)
  if (expiry !== undefined) lines.push(`  ${shown(describeExpiry(expiry, now))}`)
  if (revision.untouched) lines.push(`  ${colour.yellow(stillRuns(status, now))}`)
  for (const { number, reason, untrusted } of unreadable) {
    const which = number === undefined ? 'a newer revision' : `revision ${number}`
    const what = untrusted === undefined ? "can't be read" : 'is not trusted'
    const why = [untrusted, reason].filter((part) => part !== undefined).join('; ')
    lines.push(`  ${colour.yellow(`${which} ${what}`)}: ${shown(why)}`)
  }
  return lines
}

/** Those that are told of stand below each other in columns. */
function objectBlocks(
  { objects, running }: ReleaseStatus,
  colour: Colour,
  redact: (text: string) => string,
): StatusBlock[] {
  const shown = (text: string) => shownLine(text, redact)
  const told = objects.filter(isShown)
  const cellsOf = (row: ObjectStatus) => [
    objectName(row.ref, redact),
    ownWords(readyOf(row)),
    shown(messageOf(row, running)),
  ]
  const columns = tableOf(told.map(cellsOf), [0, 5])
  const paint = {
    ready: colour.green,
    progressing: colour.yellow,
    failed: colour.red,
    missing: colour.red,
    unknown: colour.yellow,
  }
  return objects.map((row) => {
    const line = columns[told.indexOf(row)] ?? tableOf([cellsOf(row)], [0, 5])[0]
    const lines = [`${paint[row.state](padEnd(ownWords(row.state), 11))}  ${line}`]
    const add = (text: string) => lines.push(`             ${text}`)
    for (const one of row.stale.map(staleLine)) add(`${colour.yellow('stale')}: ${shown(one)}`)
    for (const { text, changed } of driftLines(row, redact)) {
      add(`${colour.yellow('drifted')}: ${shown(text)}`)
      for (const one of changed) add(`  ${one}`)
    }
    if (row.driftUnknown !== undefined) add(`${colour.yellow('not compared')}: ${shown(row.driftUnknown)}`)
    for (const cause of row.causes) {
      add(`${subjectOf(cause, redact)}${colour.red(shown(cause.reason))}: ${shown(cause.message)}`)
      for (const one of shownLines(cause.lines, redact)) add(`  ${colour.dim('|')} ${one}`)
    }
    return { key: keyOf(row.ref), lines, isQuiet: !isShown(row) }
  })
}

function countLine(objects: readonly ObjectStatus[]): string {
  const ready = objects.filter(({ state }) => state === 'ready').length
  const ignored = objects.filter((one) => one.state !== 'ready' && isAsWanted(one)).length
  const besides = [
    [ignored, 'not waited for'],
    [objects.filter(isStale).length, 'with stale pods'],
    [objects.filter(isDrifted).length, 'drifted'],
    [objects.filter(isUncompared).length, 'not compared'],
  ] as const
  const told = besides.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`)
  return `${ready} of ${objects.length} objects ready${told.join('')}`
}

/** Whether somebody deploys right now, or a pending revision is of a run that was killed. */
function lockLines({ revision, lock }: ReleaseStatus): string[] {
  const isPending = revision.status === 'pending'
  if (lock === undefined) return []
  if (lock === null) return isPending ? ['its run was killed or interrupted: nobody holds the lock'] : []
  const { holder, since, idle, isAlive } = lock
  if (isAlive) return [`${isPending ? 'being deployed' : 'locked'} by ${holder} since ${since}`]
  const dead = `no heartbeat from ${holder} for ${formatDuration(Math.floor(idle / 1000) * 1000)}`
  return [isPending ? `its run was killed: ${dead}` : `locked by a run that was killed: ${dead}`]
}

/** Whether the newest revision's run ended without finishing it. */
export function isKilled({ revision, lock }: Pick<ReleaseStatus, 'revision' | 'lock'>): boolean {
  return revision.status === 'pending' && lock !== undefined && lock?.isAlive !== true
}

/** Whether the newest revision isn't what was meant to run. */
export function hasFailed(status: Pick<ReleaseStatus, 'revision' | 'lock'>): boolean {
  return status.revision.status === 'failed' || isKilled(status)
}

/** `now` in milliseconds since 1970. */
function stillRuns({ revision, running }: ReleaseStatus, now: number): string {
  const nothing = `revision ${revision.number} wrote no object of the release`
  if (running === undefined) return `${nothing}, and neither did one before it`
  return `${nothing}: the cluster still runs revision ${running.number}, ${running.status}, ${formatWhen(running.createdAt, now)}`
}

function messageOf({ message, isUnwritten }: ObjectStatus, running: ListedRevision | undefined): string {
  return isUnwritten ? `${message}; not written by revision ${running?.number}` : message
}

/** Under a status: the commands that change what it told. `same`: the options that lead them to the release. */
export function showStatusNext(status: ReleaseStatus, same: readonly string[], pen: Pen): void {
  const { objects, unreadable, terminating, revision } = status
  const isReady = objects.every(isAsWanted) && unreadable.length + terminating.length === 0
  if (isReady && hasFailed(status)) {
    // Which those were isn't recorded, as they may be secret.
    const options = revision.restores === undefined ? ' with the --set and --values of that run, if any' : ''
    const command = shellWords(['kdeploy', ...settling(revision), ...same])
    pen.line(`revision ${revision.number} ${howFar(status)}; to settle it, deploy once more${options}: ${command}`)
  }
  if (objects.some(isStale))
    pen.line(`to replace the stale pods: ${shellWords(['kdeploy', 'restart', '--stale', ...same])}`)
}

/** The same deploy once more, which writes only what the failed one did not. */
function settling({ restores }: ReleaseStatus['revision']): string[] {
  return restores === undefined ? ['apply'] : ['undo', '--to-revision', String(restores)]
}

function howFar({ revision, running, isExtentUnknown, objects }: ReleaseStatus): string {
  if (running === undefined) return 'failed, and nothing of it was written'
  if (revision.untouched) return `failed before it wrote anything, and what runs, revision ${running.number}, is ready`
  if (isExtentUnknown) return 'was killed or interrupted, and which of its objects it wrote is unknown'
  const left = objects.filter(({ isUnwritten }) => isUnwritten).length
  return left === 0
    ? 'failed, and all its objects are ready'
    : `failed, and did not write ${left} of its ${objects.length} objects`
}

function readyOf({ counts }: ObjectStatus): string {
  return counts === undefined ? '' : `${counts.ready}/${counts.total}`
}

/** A ConfigMap that is there is no news. */
function isShown(object: ObjectStatus): boolean {
  return (
    object.state !== 'ready' ||
    object.counts !== undefined ||
    object.causes.length > 0 ||
    isStale(object) ||
    isUncompared(object) ||
    isDrifted(object)
  )
}

/** Whether it is ready, or there, where no deploy waits for it. */
export function isAsWanted({ state, isAwaited }: Pick<ObjectStatus, 'state' | 'isAwaited'>): boolean {
  return state === 'ready' || (!isAwaited && (state === 'progressing' || state === 'failed'))
}

/** Whether somebody changed or claimed it since. */
export function isDrifted({ drift, claimedBy }: Pick<ObjectStatus, 'drift' | 'claimedBy'>): boolean {
  return drift.length > 0 || claimedBy !== undefined
}

/** Whether pods of it started before what they read at their start changed. */
export function isStale({ stale }: Pick<ObjectStatus, 'stale'>): boolean {
  return stale.length > 0
}

/** Pods that are named; more are counted. */
const mostPods = 3

/** Which pods have what a ConfigMap or Secret said before. */
function staleLine({ ref, changedAt, by, pods }: StaleRead): string {
  const whom = by === undefined ? '' : ` by ${by}`
  const names = joinNames(pods, mostPods, (pod) => pod)
  return `${names} started before ${describeRef(ref)} changed (at ${changedAt}${whom}), and ${pods.length === 1 ? 'has' : 'have'} what it said then`
}

/** Whether it isn't known if somebody changed it. */
export function isUncompared({ driftUnknown }: Pick<ObjectStatus, 'driftUnknown'>): boolean {
  return driftUnknown !== undefined
}
