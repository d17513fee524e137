import { count } from '../../counts.ts'
import { formatElapsed } from '../../duration.ts'
import { shownLine } from '../../masking/shown.ts'
import { fitParts } from '../markdown/fit.ts'
import { inCode, inFence, inWords } from '../markdown/syntax.ts'
import { causeOf, changesOf, type EndedRelease, needsAttention, outcomeOf, outcomes } from '../sets/ended-release.ts'
import type { ReportContext } from './context.ts'
import { detailParts, partOf, type SummaryPart, summaryLimit } from './run-summary.ts'
import type { RecordedRelease, SetRecord } from './set-record.ts'

/** Releases that have a row; more are counted. */
const mostRows = 300

/** Of many releases, the details of the last go first. */
const weightOfRelease = 1000

/** A run on several releases as Markdown for people: a table of them, then each that did not end well and each that changed something. */
export function setSummary(set: SetRecord, context: ReportContext, limit = summaryLimit): string {
  const { releases, lines, warnings } = set
  const told = [...releases.filter(({ ended }) => needsAttention(ended)), ...releases.filter(isWorthTelling)]
  const parts = [
    partOf(headingOf(set), 'always'),
    partOf(tableOf(releases, context), 'end'),
    ...warnings.map((message) =>
      partOf(`\n- **warning:** ${inWords(shownLine(message, context.redact))}\n`, 'warnings'),
    ),
    ...(lines.length === 0 ? [] : [partOf(`\n${inFence('text', lines.join('\n'))}\n`, 'end')]),
    ...told.flatMap((release, index) => releaseParts(release, index, context)),
  ]
  const kept = fitParts(parts, limit)
  const note = kept.length < parts.length ? '\nMore did not fit here; the log has all.\n' : ''
  return `${kept.map(({ text }) => text).join('')}${note}`
}

function headingOf(set: SetRecord): string {
  return `### kdeploy ${set.command}: ${verdictOf(set)}\n\nRun ${inCode(set.run)}, ${formatElapsed(set.elapsed)}.\n`
}

/** `1 failed, 2 skipped of 5 releases`, `4 done, 1 unchanged of 5 releases`. */
function verdictOf({ releases, exitCode, error }: SetRecord): string {
  const all = count(releases.length, 'release')
  const became = releases.map(({ ended }) => outcomeOf(ended))
  const told = outcomes.slice(isBad(releases) ? outcomes.indexOf('restored') : 0).flatMap((outcome) => {
    const number = became.filter((one) => one === outcome).length
    return number === 0 ? [] : [`${number} ${outcome}`]
  })
  if (releases.length === 0) return exitCode > 1 ? 'failed' : 'done'
  const verdict = `${told.join(', ')} of ${all}`
  return error === undefined || isBad(releases) ? verdict : `failed: ${verdict}`
}

function isBad(releases: readonly RecordedRelease[]): boolean {
  return releases.some(({ ended }) => needsAttention(ended))
}

function isWorthTelling({ ended }: RecordedRelease): boolean {
  return !needsAttention(ended) && ended.state !== 'unchanged'
}

function tableOf(releases: readonly RecordedRelease[], context: ReportContext): string {
  if (releases.length === 0) return ''
  const rows = releases.slice(0, mostRows).map(({ ended }) => rowOf(ended, context))
  const left = releases.length - rows.length
  const more = left === 0 ? '' : `\nand ${count(left, 'more release')}\n`
  return `\n| release | outcome | revision | changes | took | why |\n|---|---|---|---|---|---|\n${rows.join('')}${more}`
}

function rowOf(ended: EndedRelease, { redact }: ReportContext): string {
  const { release, facts, elapsed, action } = ended
  const cause = causeOf(ended)
  const cells = [
    inCode(release.label),
    needsAttention(ended) ? `**${outcomeOf(ended)}**` : outcomeOf(ended),
    facts?.revision === undefined ? '' : String(facts.revision),
    changesOf(ended),
    action === undefined ? '' : formatElapsed(elapsed),
    cause === undefined ? '' : inWords(shownLine(cause, redact)),
  ]
  return `| ${cells.join(' | ')} |\n`
}

function releaseParts({ ended, record }: RecordedRelease, index: number, context: ReportContext): SummaryPart[] {
  if (record === undefined) return []
  const details = detailParts(record, context)
  if (details.length === 0) return []
  const weight = index * weightOfRelease
  return [
    { ...partOf(`\n#### ${inCode(ended.release.label)}: ${outcomeOf(ended)}\n`, 'end'), weight },
    ...details.map((part) => ({ ...part, rank: Math.max(1, part.rank), weight: weight + (part.weight ?? 0) })),
  ]
}
