import { firstNames } from '../counts.ts'
import { formatElapsed } from '../duration.ts'
import type { Left } from '../plan/types.ts'
import type { Deleted, Deployed, Restoration, Undone, UndoneWorkload } from '../workflow/run/results.ts'
import { showKnownError } from './terminal/error.ts'
import { objectName } from './terminal/object-name.ts'
import type { Pen } from './terminal/screen.ts'

/** Objects that are named where they didn't come back; more are counted. */
const mostNames = 3

/** The end of an apply in one line: the failures were shown as they came. `elapsed` in milliseconds. */
export function showDeployed(result: Deployed, elapsed: number, pen: Pen): void {
  if (result.restoration !== undefined) showRestoration(result.restoration, pen)
  pen.safeLine(`${verdict(result, pen)}: ${numbers(result)}, ${formatElapsed(elapsed)}`)
}

function showRestoration(restoration: Restoration, pen: Pen): void {
  const { colour } = pen
  if (restoration.outcome === 'restored') {
    const { target, revision } = restoration
    pen.safeLine(`${colour.green('undone')}: revision ${target} is back and ready, recorded as revision ${revision}`)
    return
  }
  pen.safeLine(`${colour.red('not undone')}: ${whyNotRestored(restoration, pen)}`)
  if ('problem' in restoration && restoration.problem !== undefined) showKnownError(restoration.problem, pen, '  ')
}

function whyNotRestored(restoration: Exclude<Restoration, { outcome: 'restored' }>, pen: Pen): string {
  switch (restoration.outcome) {
    case 'nothing':
      return restoration.reason
    case 'incomplete':
      return `revision ${restoration.target} is back and ready${except(restoration.left, pen)}, recorded as revision ${restoration.revision}`
    case 'unready':
      return `revision ${restoration.target} was brought back as revision ${restoration.revision}${except(restoration.left, pen)}, and isn't ready either`
    case 'refused':
      return refusedRestoration[restoration.written](restoration.target)
  }
}

const refusedRestoration = {
  nothing: (target: number) => `revision ${target} couldn't be brought back; what was written stays`,
  part: (target: number) => `revision ${target} couldn't be brought back as a whole; a part of it was`,
  all: (target: number) => `revision ${target} is back, but not all that came after it could be deleted`,
  unknown: (target: number) => `revision ${target} couldn't be brought back`,
} as const

export function showDeleted(
  { release, deleted, terminating, orphaned, kept }: Deleted,
  elapsed: number,
  pen: Pen,
): void {
  const orphans = orphaned === 0 ? '' : `, ${orphaned} orphaned`
  const going = terminating === 0 ? '' : `, ${terminating} still being deleted`
  const stays = kept === 0 ? '' : `, ${kept} ${kept === 1 ? 'stays' : 'stay'}`
  pen.safeLine(
    `${pen.colour.green('done')}: ${release} is deleted, ${deleted === 1 ? '1 object' : `${deleted} objects`}${orphans}${stays}${going}, ${formatElapsed(elapsed)}`,
  )
}

export function showUndone(result: Undone, elapsed: number, pen: Pen): void {
  const what = `brought revision ${result.target} back${except(result.left, pen)}`
  pen.safeLine(`${verdict(result, pen)}: ${what}, ${numbers(result)}, ${formatElapsed(elapsed)}`)
}

/** What of a revision didn't come back, ready to follow "brought back". */
function except(left: readonly Left[], pen: Pen): string {
  const names = firstNames(left, mostNames, ({ ref }) => objectName(ref, pen.redact))
  return left.length === 0 ? '' : `, except ${names}`
}

export function showUndoneWorkload(result: UndoneWorkload, elapsed: number, pen: Pen): void {
  const what = result.changed
    ? `brought revision ${result.target} of ${objectName(result.ref, pen.redact)} back`
    : `${objectName(result.ref, pen.redact)} has the template of revision ${result.target} already`
  pen.safeLine(`${verdict(result, pen)}: ${what}, ${formatElapsed(elapsed)}`)
}

function verdict(
  { failures, refusal, left = [] }: Pick<Deployed, 'failures' | 'refusal'> & Partial<Pick<Deployed, 'left'>>,
  { colour }: Pen,
): string {
  if (refusal !== undefined) return colour.red('failed')
  if (failures.length === 0 && left.length > 0) return colour.red('incomplete')
  if (failures.length === 0) return colour.green('done')
  return colour.red(failures.length === 1 ? 'failed' : `failed (${failures.length} workloads)`)
}

function numbers(deployed: Deployed): string {
  const { created, changed, adopted, owned, replaced, deleted, orphaned, unchanged, revision, stoppedByHook } = deployed
  if (stoppedByHook && created + changed + adopted + owned + replaced === 0)
    return `revision ${revision}, stopped by a hook: nothing else was written`
  if (revision === undefined) return `nothing changed (${unchanged} unchanged)`
  const taken = adopted === 0 ? '' : `${adopted} adopted, `
  const moved = owned === 0 ? '' : `${owned} ownership only, `
  const anew = replaced === 0 ? '' : `${replaced} replaced, `
  const gone = deleted === 0 ? '' : `${deleted} deleted, `
  const orphans = orphaned === 0 ? '' : `${orphaned} orphaned, `
  const only = stoppedByHook ? 'stopped by a hook: only what hooks need was written: ' : ''
  const more = `${taken}${moved}${anew}${gone}${orphans}`
  return `revision ${revision}, ${only}${created} created, ${changed} changed, ${more}${unchanged} unchanged`
}
