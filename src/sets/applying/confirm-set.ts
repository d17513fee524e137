import { count, joinNames } from '../../counts.ts'
import type { SetRelease } from '../../order/release.ts'
import { planRendered, type RenderedApply, tellPlan } from '../../workflow/apply.ts'
import { askToContinue, describePlace } from '../../workflow/run/confirm.ts'
import { Ledger } from '../../workflow/run/ledger.ts'
import type { ApplyRun } from './apply-run.ts'
import type { PlannedRelease } from './plan-set.ts'

/** Lines about objects that somebody reads; of more, each release has one that counts. */
const mostLines = 60

/** Releases that are named. */
const mostNamed = 8

/**
 * Asks once for the whole set, where any of its releases must be confirmed. Returns those that were: what is done to any other is
 * not what somebody read. @throws KdeployError `not-confirmed`, `cancelled`; Interrupted
 */
export async function confirmSet(planned: readonly PlannedRelease[], run: ApplyRun): Promise<ReadonlySet<string>> {
  const changing = planned.filter(({ changes, after }) => changes || after.length > 0)
  const asking = changing.filter(
    ({ release, question, rendered, after }) =>
      // What isn't rendered yet may require it or not.
      question !== undefined || (after.length > 0 && mustBeConfirmed(release, rendered, run)),
  )
  if (asking.length === 0) return new Set()
  const reasons = asking.flatMap(({ release, question }) =>
    question?.reason === undefined ? [] : [`${release.label} ${question.reason}`],
  )
  const alternative = asking.find(({ question }) => question?.alternative !== undefined)?.question?.alternative
  await askToContinue(
    {
      action: `apply of ${count(changing.length, 'release')}`,
      ...(reasons.length === 0 ? {} : { reason: joinNames(reasons, mostNamed) }),
      ...(alternative === undefined ? {} : { alternative }),
      objects: linesOf(planned),
      where: placesOf(changing),
      showDiff: () => showDiffs(changing, run),
    },
    { world: run.world, ledger: new Ledger() },
  )
  return new Set(changing.map(({ release }) => release.label))
}

function mustBeConfirmed(
  { label }: SetRelease,
  rendered: RenderedApply | undefined,
  { chosen: { confirms }, options: { yes = false } }: ApplyRun,
): boolean {
  return rendered === undefined ? confirms.has(label) && !yes : rendered.policy.confirm
}

function linesOf(planned: readonly PlannedRelease[]): string[] {
  const isShort = planned.reduce((sum, { outline }) => sum + 1 + outline.length, 0) <= mostLines
  const unchanged = planned.filter(({ changes, after }) => !changes && after.length === 0)
  return [
    ...planned.flatMap(({ release: { label }, outline, changes, after }) => {
      if (!changes && after.length === 0) return []
      const again = after.length === 0 ? '' : ` (planned again once ${joinNames(after, mostNamed)} is deployed)`
      const kept = isShort ? outline : outline.filter((line) => isGrave(line))
      const left = outline.length - kept.length
      const more = left === 0 ? [] : [`  ${count(left, 'more line')}`]
      return [`${label}:${again}`, ...kept.map((line) => `  ${line}`), ...more]
    }),
    ...(unchanged.length === 0
      ? []
      : [`unchanged: ${joinNames(unchanged, mostNamed, ({ release }) => release.label)}`]),
  ]
}

/** What takes something away is read in any case. */
function isGrave(line: string): boolean {
  return /^would be (?:recreated|orphaned|given back|deleted)/.test(line)
}

function placesOf(planned: readonly PlannedRelease[]): string {
  const places = new Set(planned.flatMap(({ rendered }) => (rendered ? describePlace(rendered.cluster) : [])))
  return joinNames([...places], mostNamed)
}

async function showDiffs(planned: readonly PlannedRelease[], { options, record, emit }: ApplyRun): Promise<void> {
  for (const { release, rendered, plan } of planned) {
    if (rendered === undefined) continue
    const world = record.worldOf(release)
    const fresh = plan() ?? (await planRendered(rendered, options, world, () => {}))
    await tellPlan(rendered, fresh, world, (event) => emit({ type: 'release', release, event }))
  }
}
