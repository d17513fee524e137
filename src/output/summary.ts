import { count, joinNames } from '../counts.ts'
import { formatElapsed } from '../duration.ts'
import type { NotRestored } from '../plan/types.ts'
import type {
  Deleted,
  Deployed,
  Renamed,
  Restarted,
  Restoration,
  Undone,
  UndoneWorkload,
} from '../workflow/run/results.ts'
import { showKnownError } from './terminal/error.ts'
import { objectName } from './terminal/object-name.ts'
import type { Pen } from './terminal/screen.ts'
import { urlLines } from './urls.ts'

/** Objects that are named where they didn't come back; more are counted. */
const mostNames = 3

/** The end of an apply in one line: the failures were shown as they came. `elapsed` in milliseconds. */
export function showDeployed(result: Deployed, elapsed: number, pen: Pen): void {
  if (result.restoration !== undefined) showRestoration(result.restoration, pen)
  const revision = result.revision === undefined ? '' : `revision ${result.revision}, `
  pen.safeLine(`${verdict(result, pen)}: ${revision}${numbers(result)}, ${formatElapsed(elapsed)}${runningNow(result)}`)
  for (const line of urlLines(result.urls ?? [], pen.redact, pen.colour.cyan)) pen.line(line)
}

/** The failed revision isn't what runs where the undo wrote another one over it. */
function runningNow({ restoration }: Deployed): string {
  if (restoration?.outcome !== 'restored' && restoration?.outcome !== 'incomplete') return ''
  const partly = restoration.outcome === 'restored' ? '' : 'in part '
  return `; running now: revision ${restoration.revision} (${partly}as revision ${restoration.target})`
}

function showRestoration(restoration: Restoration, pen: Pen): void {
  const { colour } = pen
  if (restoration.outcome === 'restored') {
    const { target, revision } = restoration
    pen.safeLine(`${colour.green('undone')}: revision ${target} restored as revision ${revision} and ready`)
    return
  }
  pen.safeLine(`${colour.red(howFarUndone(restoration))}: ${whatBecame(restoration, pen)}`)
  if ('problem' in restoration && restoration.problem !== undefined) showKnownError(restoration.problem, pen, '  ')
}

type Failed = Exclude<Restoration, { outcome: 'restored' }>

function howFarUndone(restoration: Failed): string {
  if (restoration.outcome === 'unready') return 'undone, but not ready'
  const isPartly =
    restoration.outcome === 'incomplete' ||
    (restoration.outcome === 'refused' && (restoration.written === 'part' || restoration.written === 'all'))
  return isPartly ? 'partly undone' : 'not undone'
}

function whatBecame(restoration: Failed, pen: Pen): string {
  switch (restoration.outcome) {
    case 'nothing':
      return restoration.reason
    case 'incomplete':
      return `${restoredAs(restoration, pen)}; the rest is ready`
    case 'unready':
      return restoredAs(restoration, pen)
    case 'refused':
      return refusedRestoration[restoration.written](restoration.target)
  }
}

function restoredAs(
  { target, revision, notRestored }: Extract<Failed, { outcome: 'incomplete' | 'unready' }>,
  pen: Pen,
): string {
  return `revision ${target} restored as revision ${revision}${except(notRestored, pen)}`
}

const refusedRestoration = {
  nothing: (target: number) => `revision ${target} could not be restored; what was written stays`,
  part: (target: number) => `some of revision ${target} could not be restored`,
  all: (target: number) => `revision ${target} was restored, but some objects added since could not be deleted`,
  unknown: (target: number) => `revision ${target} could not be restored`,
} as const

export function showDeleted(
  { release, forgotten, deleted, terminating, orphaned, kept }: Deleted,
  elapsed: number,
  pen: Pen,
): void {
  if (forgotten) {
    const what = `${count(orphaned, 'object')} ${orphaned === 1 ? 'stays' : 'stay'}, no longer part of a release`
    pen.safeLine(`${pen.colour.green('done')}: forgot ${release}: ${what}, ${formatElapsed(elapsed)}`)
    return
  }
  const orphans = orphaned === 0 ? '' : `, ${orphaned} orphaned`
  const going = terminating === 0 ? '' : `, ${terminating} still being deleted`
  const stays = kept === 0 ? '' : `, ${kept} kept`
  pen.safeLine(
    `${pen.colour.green('done')}: deleted ${release}: ${deleted === 1 ? '1 object' : `${deleted} objects`}${orphans}${stays}${going}, ${formatElapsed(elapsed)}`,
  )
}

export function showRenamed(
  { from, to, moved, revisions, leftToChange, dryRun }: Renamed,
  elapsed: number,
  pen: Pen,
): void {
  if (dryRun) {
    pen.safeLine('dry run: nothing was renamed')
    return
  }
  const what = `${count(moved, 'object')} moved, ${count(revisions, 'revision')}, ${formatElapsed(elapsed)}`
  pen.safeLine(`${pen.colour.green('done')}: renamed ${from} to ${to}: ${what}`)
  for (const change of leftToChange) pen.safeLine(`next: ${change}`)
}

export function showUndone(result: Undone, elapsed: number, pen: Pen): void {
  const { target, revision, notRestored } = result
  const as = revision === undefined ? '' : ` as revision ${revision}`
  const what = `restored revision ${target}${as}${except(notRestored, pen)}${notRestored.length === 0 ? ',' : ';'}`
  pen.safeLine(`${verdict(result, pen)}: ${what} ${numbers(result)}, ${formatElapsed(elapsed)}`)
}

/** What of a revision didn't come back, ready to follow "restored". */
function except(notRestored: readonly NotRestored[], pen: Pen): string {
  const names = joinNames(notRestored, mostNames, ({ ref }) => objectName(ref, pen.redact))
  return notRestored.length === 0 ? '' : `, except ${names}`
}

export function showUndoneWorkload(result: UndoneWorkload, elapsed: number, pen: Pen): void {
  const what = result.changed
    ? `restored rollout revision ${result.target} of ${objectName(result.ref, pen.redact)}`
    : `${objectName(result.ref, pen.redact)} already has the template of rollout revision ${result.target}`
  pen.safeLine(`${verdict(result, pen)}: ${what}, ${formatElapsed(elapsed)}`)
}

export function showRestarted({ restarted, left, waited, failures }: Restarted, elapsed: number, pen: Pen): void {
  const { colour } = pen
  const what = restarted.length === 0 ? 'nothing to restart' : `${count(restarted.length, 'workload')} restarted`
  const stay = left === 0 || restarted.length === 0 ? '' : `, ${left} left as ${left === 1 ? 'it is' : 'they are'}`
  const failed = failures.length === 1 ? 'failed' : `failed (${failures.length} workloads)`
  const done = waited || restarted.length === 0 ? colour.green('done') : colour.yellow('not waited for')
  pen.safeLine(`${failures.length === 0 ? done : colour.red(failed)}: ${what}${stay}, ${formatElapsed(elapsed)}`)
}

function verdict(
  {
    failures,
    refusal,
    waited,
    revision,
    changed,
    notRestored = [],
  }: Pick<Deployed, 'failures' | 'refusal' | 'waited'> &
    Partial<Pick<Deployed, 'notRestored' | 'revision'>> & { readonly changed: number | boolean },
  { colour }: Pen,
): string {
  if (refusal !== undefined) return colour.red('failed')
  if (failures.length === 0 && notRestored.length > 0) return colour.red('incomplete')
  if (failures.length === 0 && !waited) {
    const isWritten = revision !== undefined || changed === true
    return colour.yellow(isWritten ? 'applied, not waited for' : 'not waited for')
  }
  if (failures.length === 0) return colour.green('done')
  return colour.red(failures.length === 1 ? 'failed' : `failed (${failures.length} workloads)`)
}

function numbers(deployed: Deployed): string {
  const { created, changed, adopted, transferred, recreated, deleted, orphaned, unchanged, revision, stoppedByHook } =
    deployed
  if (stoppedByHook && created + changed + adopted + transferred + recreated === 0)
    return 'stopped by a hook: nothing else was written'
  if (revision === undefined) return `nothing changed (${unchanged} unchanged)`
  const adoptions = adopted === 0 ? '' : `${adopted} adopted, `
  const transfers = transferred === 0 ? '' : `${transferred} ownership transferred, `
  const recreations = recreated === 0 ? '' : `${recreated} recreated, `
  const deletions = deleted === 0 ? '' : `${deleted} deleted, `
  const orphans = orphaned === 0 ? '' : `${orphaned} orphaned, `
  const only = stoppedByHook ? 'stopped by a hook: only what the hooks need was written: ' : ''
  const more = `${adoptions}${transfers}${recreations}${deletions}${orphans}`
  return `${only}${created} created, ${changed} changed, ${more}${unchanged} unchanged`
}
