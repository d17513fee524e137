import { count } from '../../counts.ts'
import { formatElapsed } from '../../duration.ts'
import { shownLine } from '../../masking/shown.ts'
import { impactParagraphs, labelled } from '../diff/markdown-impact.ts'
import { estimateDetails, hasDetails, objectDetails, objectRow } from '../diff/markdown-object.ts'
import { fitParts, type Part } from '../markdown/fit.ts'
import { inCode, inFence, inWords } from '../markdown/syntax.ts'
import { showFailure, shownLines } from '../progress/failure.ts'
import { describeCounts } from '../progress/lines.ts'
import { captureLines } from '../terminal/capture.ts'
import type { ReportContext } from './context.ts'
import type { AwaitedObject, RunRecord } from './run-record.ts'

/** UTF-16 units of a summary, each at most three bytes: GitHub takes 1 MiB for all summaries of a step. */
export const summaryLimit = 300_000

/** UTF-16 units of the details of objects, which are read last. */
const mostDetails = 60_000

/** Warnings that are listed; more are counted. */
const mostWarnings = 20

/** Objects that have a row; more are counted. */
const mostRows = 100

/** URLs that are listed. */
const mostUrls = 20

/** What is left out first has the lowest rank above 0. */
const ranks = { always: 0, details: 1, rows: 2, warnings: 3, failures: 4, end: 5 } as const

/** A part of a summary with its text. */
export interface SummaryPart extends Part {
  readonly text: string
}

/** A run as Markdown for people: what happened, where, what was planned and what that meant, what failed and why, and what to do next. */
export function runSummary(record: RunRecord, context: ReportContext, limit = summaryLimit): string {
  const parts = [
    partOf(`### kdeploy ${record.command}: ${outcomeOf(record)}\n${whereOf(record, context)}`, 'always'),
    ...detailParts(record, context),
  ]
  const kept = fitParts(parts, limit)
  const note = kept.length < parts.length ? '\nMore did not fit here; the log has all.\n' : ''
  return `${kept.map(({ text }) => text).join('')}${note}`
}

/** All but the heading: what was planned, what failed, how it ended and what changed. */
export function detailParts(record: RunRecord, context: ReportContext): SummaryPart[] {
  return [
    ...planParts(record, context),
    ...warningParts(record, context),
    ...record.awaited.flatMap((object, index) => failureParts(object, context, index)),
    ...endParts(record, context),
    ...changeParts(record, context),
  ]
}

/** `rank`: what it is, which decides when it is left out; of the same, the one with the highest weight goes first. */
export function partOf(text: string, rank: keyof typeof ranks, weight = 0): SummaryPart {
  return { text, size: text.length, rank: ranks[rank], weight }
}

const outcomes: Readonly<Record<number, string>> = {
  0: 'done',
  5: 'failed',
  6: 'failed, and the last good revision was restored',
  130: 'interrupted',
  143: 'interrupted',
}

function outcomeOf({ exitCode, command, differences }: RunRecord): string {
  if (command === 'diff' && exitCode === 0) return 'no differences'
  if (command === 'diff' && exitCode === 1) return `${count(differences.length, 'object')} would change`
  return outcomes[exitCode] ?? 'failed'
}

function whereOf({ start, elapsed, ending }: RunRecord, { redact }: ReportContext): string {
  const { release, namespace, kubeContext = '', server } = start ?? {}
  const cells = [
    ['release', release && `${release.name}/${release.profile}`],
    ['namespace', namespace],
    ['kube context', kubeContext === '' ? undefined : kubeContext],
    ['API server', server],
    ['revision', ending?.revision === undefined ? undefined : String(ending.revision)],
    ['took', formatElapsed(elapsed)],
  ].flatMap(([name, value]) => (value === undefined ? [] : [[name, inCode(redact(value))]]))
  const row = (index: number) => `| ${cells.map((cell) => cell[index]).join(' | ')} |\n`
  return `\n${row(0)}|${'---|'.repeat(cells.length)}\n${row(1)}`
}

function planParts({ planned, impact }: RunRecord, { redact }: ReportContext): SummaryPart[] {
  const plan = planned === undefined ? [] : [labelled(`plan: ${describeCounts(planned)}`)]
  const impacts = impact === undefined ? [] : impactParagraphs(impact, redact)
  return [...plan, ...impacts].map(({ label, text }) => partOf(text, label === 'plan' ? 'always' : 'warnings'))
}

function warningParts({ warnings }: RunRecord, { redact }: ReportContext): SummaryPart[] {
  const shown = warnings
    .slice(0, mostWarnings)
    .map(({ message }) => `- **warning:** ${inWords(shownLine(message, redact))}`)
  const left = warnings.length - shown.length
  if (shown.length === 0) return []
  return [partOf(`\n${[...shown, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n')}\n`, 'warnings')]
}

/** As the log tells it, with the end of a hook's log. */
function failureParts({ failure, log }: AwaitedObject, { redact }: ReportContext, index: number): SummaryPart[] {
  if (failure === undefined) return []
  const lines = captureLines(redact, (pen) => showFailure(failure, pen))
  const tail = failure.causes.some((cause) => cause.lines.length > 0) ? [] : shownLines(log, redact)
  const text = captureLines(redact, (pen) => {
    for (const line of [...lines, ...tail.map((one) => `           | ${one}`)]) pen.safeLine(line)
  })
  return [partOf(`\n${inFence('text', text.join('\n'))}\n`, 'failures', index)]
}

/** The last lines of the log: the error or the result, and what to type next. */
function endParts({ lines, ending }: RunRecord, { redact }: ReportContext): SummaryPart[] {
  const urls = (ending?.urls ?? []).flatMap((one) => one.urls).slice(0, mostUrls)
  const links = urls.map((url) => shownLine(url, redact)).map((url) => `- ${isPlain(url) ? `<${url}>` : inCode(url)}\n`)
  return [
    ...(links.length === 0 ? [] : [partOf(`\n${links.join('')}`, 'warnings')]),
    ...(lines.length === 0 ? [] : [partOf(`\n${inFence('text', lines.join('\n'))}\n`, 'end')]),
  ]
}

/** Whether a URL can be a link: nothing in it ends one. */
function isPlain(url: string): boolean {
  return /^https?:\/\/[\w.~:/?#@!$&'*+,;=%-]+$/.test(url)
}

function changeParts({ differences }: RunRecord, { redact }: ReportContext): SummaryPart[] {
  if (differences.length === 0) return []
  const rows = differences.slice(0, mostRows).map((diff) => `${objectRow(diff, redact)}\n`)
  const more = differences.length > rows.length ? `\nand ${differences.length - rows.length} more objects\n` : ''
  const table = `\n| action | object | what changes | where |\n|---|---|---|---|\n${rows.join('')}${more}`
  let room = mostDetails
  const shown = differences.filter((diff) => {
    room -= estimateDetails(diff)
    return room >= 0 && hasDetails(diff)
  })
  return [
    partOf(table, 'rows'),
    ...shown.map((diff, index) => partOf(`\n${objectDetails(diff, redact)}\n`, 'details', index)),
  ]
}
