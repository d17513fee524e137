import { formatElapsed } from '../../duration.ts'
import { shownLine, shownText } from '../../masking/shown.ts'
import type { Event } from '../../workflow/run/events.ts'
import { showKnownError } from '../terminal/error.ts'
import { groupedNames, objectName } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'
import { showWarning } from '../terminal/warning.ts'
import { showDifference, when } from './difference.ts'
import { showFailure } from './failure.ts'
import { frozenLine, thawedLine } from './freezes.ts'
import { describeImpact } from './impact.ts'
import { showUnready, waitingLine } from './unready.ts'

const doneTo = {
  create: 'created',
  change: 'changed',
  adopt: 'adopted',
  transfer: 'transferred',
  recreate: 'recreated',
  restart: 'restarted',
} as const

/** Shows an event as a line, or a failure with its causes. */
export function showEvent(event: Event, pen: Pen): void {
  const { colour } = pen
  switch (event.type) {
    case 'start':
      pen.safeLine(startLine(event, pen))
      break
    case 'notice':
      pen.safeLine(shownText(event.message, pen.redact))
      break
    case 'warning':
      showWarning(event.message, pen, event.place)
      break
    case 'planned':
      pen.safeLine(`plan: ${describeCounts(event)}`)
      break
    case 'impact':
      for (const line of describeImpact(event.impact)) pen.line(line)
      break
    case 'difference':
      showDifference(event.diff, pen)
      break
    case 'written':
      pen.safeLine(`${colour.green(doneTo[event.action])}  ${objectName(event.ref, pen.redact)}`)
      break
    case 'not-restored':
      pen.safeLine(`${colour.yellow('kept')}     ${objectName(event.ref, pen.redact)}: ${whyNotRestored(event)}`)
      showKnownError(event.problem, pen, '         ')
      break
    case 'deleting':
      pen.safeLine(
        `${colour.yellow('deleting')} ${objectName(event.ref, pen.redact)}: ${shownLine(event.reason, pen.redact)}`,
      )
      break
    case 'deleted':
      pen.safeLine(`${colour.red('deleted')}  ${objectName(event.ref, pen.redact)}`)
      break
    case 'orphaned':
      pen.safeLine(
        `orphaned ${objectName(event.ref, pen.redact)} (no longer part of a release): ${shownLine(event.reason, pen.redact)}`,
      )
      break
    case 'moved':
      pen.safeLine(`${colour.green('moved')}    ${objectName(event.ref, pen.redact)} to ${event.to}`)
      break
    case 'frozen':
      pen.safeLine(frozenLine(event, pen))
      break
    case 'thawed':
      pen.safeLine(thawedLine(event, pen))
      break
    case 'hook':
      pen.safeLine(`${colour.cyan('hook')}     ${objectName(event.ref, pen.redact)} (${when[event.phase]})`)
      break
    case 'log':
      pen.safeLine(
        `${colour.dim(`${event.pod} ${pen.redact(event.container)} |`)} ${shownText(event.line, pen.redact)}`,
      )
      break
    case 'progress':
      pen.safeLine(waitingLine(event, pen))
      break
    case 'ready':
      pen.safeLine(readyLine(event, pen))
      break
    case 'unready':
      showUnready(event.objects, pen)
      break
    case 'failed':
      showFailure(event.report, pen)
      break
    case 'error':
      showKnownError(event.problem, pen, '')
      break
    case 'reminder':
      showReminder(event, pen)
      break
  }
}

/** Of more that nothing stands in the way of, it isn't told what each waits for. */
const mostTold = 8

/** Who is left, and below it what stands in their way, or what they wait for. */
function showReminder({ waitingFor, elapsed }: Extract<Event, { type: 'reminder' }>, pen: Pen): void {
  const names = groupedNames(
    waitingFor.map(({ ref }) => ref),
    pen.redact,
  )
  const [only, ...others] = waitingFor
  const what = others.length === 0 && only?.causes.length === 0 ? `: ${shownLine(only.message, pen.redact)}` : ''
  pen.safeLine(`still waiting after ${formatElapsed(elapsed)}: ${names}${what}`)
  const isFew = others.length > 0 && waitingFor.length <= mostTold
  for (const { ref, causes, message } of waitingFor) {
    const [worst] = causes
    if (worst === undefined && !isFew) continue
    const why = worst === undefined ? message : `${worst.reason}: ${worst.message}`
    pen.safeLine(`         ${objectName(ref, pen.redact)}: ${shownLine(why, pen.redact)}`)
  }
}

/** `release shop/prod_shop in namespace shop-prod, kube context prod-eu, https://10.0.0.1:6443`. */
function startLine(
  { release, namespace, kubeContext, server, as }: Extract<Event, { type: 'start' }>,
  pen: Pen,
): string {
  const whose = release === undefined ? '' : `release ${pen.colour.bold(`${release.name}/${release.profile}`)} in `
  const place = [
    kubeContext === '' ? [] : `kube context ${kubeContext}`,
    server,
    as === undefined ? [] : `as ${as}`,
  ].flat()
  const where = place.map((part) => shownLine(part, pen.redact)).join(', ')
  const target = release === undefined ? '' : `release ${release.name}/${release.profile} in `
  // A terminal would break it within the address.
  const isWide = pen.columns !== undefined && `${target}namespace ${namespace}, ${where}`.length > pen.columns
  return `${whose}namespace ${pen.colour.bold(namespace)},${isWide ? '\n' : ' '}${where}`
}

function whyNotRestored({ problem }: Extract<Event, { type: 'not-restored' }>): string {
  return problem.code === 'restore-unproven'
    ? 'not restored: only the revision says that it belongs to the release'
    : "can't be restored"
}

/** Deletions are named only where there are some: most runs have none. */
/** `1 to create, 2 to change, 5 unchanged`. */
export function describeCounts(counts: Omit<Extract<Event, { type: 'planned' }>, 'type'>): string {
  const replacements = counts.recreate === 0 ? '' : `${counts.recreate} to recreate, `
  const adoptions = counts.adopt === 0 ? '' : `${counts.adopt} to adopt, `
  const ownings = counts.transfer === 0 ? '' : `${counts.transfer} to transfer ownership, `
  const { hooks: number = 0 } = counts
  const hooks = number === 0 ? '' : `, ${number} ${number === 1 ? 'hook' : 'hooks'} to run`
  const deletions = counts.delete === 0 ? '' : `${counts.delete} to delete, `
  const orphans = counts.orphan === 0 ? '' : `${counts.orphan} to orphan, `
  if (counts.kept !== undefined) return `${counts.delete} to delete, ${orphans}${counts.kept} kept`
  const { refused = 0 } = counts
  const errors = refused === 0 ? '' : `, ${refused} with ${refused === 1 ? 'an error' : 'errors'}`
  const more = `${adoptions}${ownings}${replacements}${deletions}${orphans}`
  return `${counts.create} to create, ${counts.change} to change, ${more}${counts.unchanged} unchanged${hooks}${errors}`
}

/** A workload that is ready. */
export function readyLine({ ref, message }: Extract<Event, { type: 'ready' }>, pen: Pen): string {
  return `${pen.colour.green('ready')}    ${objectName(ref, pen.redact)}: ${shownLine(message, pen.redact)}`
}
