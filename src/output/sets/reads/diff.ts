import { joinNames } from '../../../counts.ts'
import { formatElapsed } from '../../../duration.ts'
import { KdeployError } from '../../../errors.ts'
import { shownLine } from '../../../masking/shown.ts'
import type { ReleaseEnd, SetResult } from '../../../sets/told/results.ts'
import type { Difference } from '../../../workflow/run/results.ts'
import { showDiff } from '../../diff/text.ts'
import { showUnified } from '../../diff/unified.ts'
import { describeCounts } from '../../progress/lines.ts'
import type { Pen } from '../../terminal/screen.ts'

/** Releases that a line names; more are counted. */
const mostNamed = 20

type Ended = ReleaseEnd<Difference>

/** An end whose release has something to show. */
export interface Differing extends Ended {
  readonly result: Difference
}

/** Those of which an apply would change something, as far as that is known. */
export function differingIn({ ends }: SetResult<Difference>): Differing[] {
  return ends.flatMap((end) =>
    end.result === undefined || end.result.objects.length === 0 ? [] : [{ ...end, result: end.result }],
  )
}

/** Those that would be refused, or of which it isn't known what would change. */
export function refusedIn({ ends }: SetResult<Difference>): readonly Ended[] {
  return ends.filter(({ state }) => state === 'failed')
}

/** Those of which nothing would change. */
export function unchangedIn({ ends }: SetResult<Difference>): readonly Ended[] {
  return ends.filter(({ state }) => state === 'unchanged')
}

/** Shows the releases that differ one below the other, each under a line with its name, where it is, and how much it is. */
export function showSetDiff(set: SetResult<Difference>, pen: Pen): void {
  for (const [index, end] of differingIn(set).entries()) {
    if (index > 0) pen.line()
    pen.line(pen.colour.bold(headingOf(end, pen)))
    showDiff(end.result.objects, pen)
  }
}

/** The same as one unified diff: each release has a folder of its own in it, and the headings are what patch(1) passes over. */
export function showUnifiedSet(set: SetResult<Difference>, pen: Pen): void {
  for (const end of differingIn(set)) {
    pen.line(headingOf(end, pen))
    showUnified(end.result.objects, pen, end.release.label)
  }
}

/** `==> prod_bus: namespace bus, kube context prod-eu (1 to create, 0 to change, 5 unchanged)`. */
export function headingOf({ release, result, state }: Differing, { redact }: Pick<Pen, 'redact'>): string {
  const { namespace, kubeContext, counts, impact } = result
  const where = kubeContext === '' ? '' : `, kube context ${shownLine(kubeContext, redact)}`
  const much = describeCounts({ ...counts, hooks: impact.hooks.length || undefined })
  return `==> ${release.label}: namespace ${namespace}${where} (${much}${state === 'failed' ? '; would be refused' : ''})`
}

/** What is the same everywhere, what isn't known, and how many differ. `elapsed` in milliseconds. */
export function showDiffSummary(set: SetResult<Difference>, elapsed: number, pen: Pen): void {
  const names = (ends: readonly Ended[]) => joinNames(ends, mostNamed, ({ release }) => release.label)
  const [unchanged, refused, differing] = [unchangedIn(set), refusedIn(set), differingIn(set)]
  if (unchanged.length > 0) pen.safeLine(`no differences: ${names(unchanged)}`)
  const named = (ends: readonly Ended[]) =>
    joinNames(ends, mostNamed, ({ release, error }) => `${release.label} (${codeOf(error)})`)
  const [uncompared, compared] = [refused.filter(isUncompared), refused.filter((end) => !isUncompared(end))]
  if (compared.length > 0) pen.safeLine(`would be refused: ${named(compared)}`)
  if (uncompared.length > 0) pen.safeLine(`not compared: ${named(uncompared)}`)
  const all = `${set.ends.length} ${set.ends.length === 1 ? 'release' : 'releases'}`
  const which = differing.length === 0 ? '' : `: ${names(differing)}`
  pen.safeLine(
    `${differing.length} of ${all} ${differing.length === 1 ? 'differs' : 'differ'}${which} (${formatElapsed(elapsed)})`,
  )
}

function isUncompared({ result }: Ended): boolean {
  return result === undefined
}

function codeOf(error: unknown): string {
  return error instanceof KdeployError ? error.code : 'internal error'
}
