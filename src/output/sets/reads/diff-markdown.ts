import { count, joinNames } from '../../../counts.ts'
import { KdeployError } from '../../../errors.ts'
import type { ReleaseEnd, SetResult } from '../../../sets/told/results.ts'
import type { Difference } from '../../../workflow/run/results.ts'
import { diffBody, plannedWords, usualLimit } from '../../diff/markdown.ts'
import { markdownWording } from '../../diff/markdown-impact.ts'
import { inCode, inComment, inFence, inHtml } from '../../markdown/syntax.ts'
import { effectsOf, risksOf } from '../../progress/impact.ts'
import { captureLines } from '../../terminal/capture.ts'
import { showKnownError } from '../../terminal/error.ts'
import type { Pen } from '../../terminal/screen.ts'
import { differingIn, refusedIn, unchangedIn } from './diff.ts'
import { shareRoom } from './share-room.ts'

type Redact = (text: string) => string
type End = ReleaseEnd<Difference>

/** Which releases a diff is of: a comment of the same ones replaces it. */
export interface SetTitle {
  readonly project: { readonly name: string | undefined; readonly folder: string }
  /** How they were chosen, the same from run to run, whatever profiles come and go: `prod_*`, `--cluster eu`. */
  readonly chosenBy: readonly string[]
}

/** Releases that a line names; more are counted. */
const mostNamed = 30

/** Effects that a row of the table names; more are counted. */
const mostEffects = 2

/** A release's part has so many UTF-16 units, or none: less says nothing that its row doesn't. */
const leastPart = 2000

/** UTF-16 units around each part, and for what is said of those that are left out. */
const roomAround = 300
const roomForNote = 500

/**
 * The diff of several releases as one comment on a merge request: a table of those that differ or would be refused, then each of them
 * folded. What is too long for `limit`, in UTF-16 units, is shared among the releases, so that a large one doesn't hide the others.
 */
export function setDiffComment(
  set: SetResult<Difference>,
  title: SetTitle,
  redact: Redact,
  limit: number = usualLimit,
): string {
  const told = set.ends.filter((end) => isTold(end))
  const rows = told.map((end) => rowOf(end, redact))
  const top = `${titleOf(set, title, redact)}\n${countLine(set)}\n${notTold(set)}`
  const table = fitRows(rows, limit / 2 - top.length)
  const room = limit - top.length - table.length - roomForNote
  const parts = shareRoom(
    told.map((end) => (size: number) => partOf(end, redact, size - roomAround)),
    room,
    leastPart + roomAround,
  )
  const left = parts.filter((part) => part === undefined).length
  const note =
    left === 0
      ? ''
      : `\n**left out**, as a comment may have ${limit} characters: the details of ${count(left, 'release')}\n`
  return [top, table, note, ...parts.map((part) => part ?? '')].join('').trimEnd()
}

/** The same on stdout. */
export function showSetMarkdown(set: SetResult<Difference>, title: SetTitle, pen: Pen, redact: Redact): void {
  for (const line of setDiffComment(set, title, redact).split('\n')) pen.line(line)
}

function isTold({ state, result }: End): boolean {
  return state === 'failed' || (result !== undefined && result.objects.length > 0)
}

function titleOf({ ends }: SetResult, { project, chosenBy }: SetTitle, redact: Redact): string {
  const { name, folder } = project
  const mark = `<!-- kdeploy diff of a set: ${inComment([folder, name ?? '', ...chosenBy].join(' '))} -->`
  const chosen = joinNames(chosenBy, mostNamed, (text) => inCode(redact(text)))
  return `${mark}\n\n### kdeploy diff of ${count(ends.length, 'release')} of ${inCode(redact(name ?? folder))}: ${chosen}\n`
}

function countLine(set: SetResult<Difference>): string {
  const [differing, refused] = [differingIn(set).length, refusedIn(set).length]
  const differ = `${differing} of ${count(set.ends.length, 'release')} ${differing === 1 ? 'differs' : 'differ'}`
  return refused === 0 ? differ : `${differ}; **${refused} would be refused**`
}

/** Those that nothing happens to, and those that were not looked at, in a line each. */
function notTold(set: SetResult<Difference>): string {
  const names = (ends: readonly End[]) => joinNames(ends, mostNamed, ({ release }) => inCode(release.label))
  const skipped = set.ends.filter(({ state }) => state === 'skipped')
  return [[unchangedIn(set), 'no differences'] as const, [skipped, 'not looked at'] as const]
    .flatMap(([ends, what]) => (ends.length === 0 ? [] : `\n${what}: ${names(ends)}\n`))
    .join('')
}

const tableHead = '\n| release | plan | impact |\n|---|---|---|\n'

function rowOf({ release, result, state, error, reason }: End, redact: Redact): string {
  const wording = markdownWording(redact)
  const refused = state === 'failed' ? [`**refused**: ${codeOf(error)}`, ...(reason === undefined ? [] : [reason])] : []
  const planned = result === undefined ? [] : [plannedWords(result)]
  const effects = result === undefined ? [] : effectsOf(result.impact, wording)
  const risks = result === undefined ? [] : risksOf(result.impact, wording)
  const impact = [
    ...(effects.length === 0 ? [] : [joinNames(effects, mostEffects, (effect) => effect)]),
    ...(risks.length === 0 ? [] : [`**${count(risks.length, 'risk')}**`]),
  ].join('; ')
  return `| ${inCode(release.label)} | ${[...refused, ...planned].join('<br>')} | ${impact} |\n`
}

function codeOf(error: unknown): string {
  return inCode(error instanceof KdeployError ? error.code : 'internal error')
}

/** As many as have room, the others counted. */
function fitRows(rows: readonly string[], room: number): string {
  if (rows.length === 0) return ''
  let size = tableHead.length
  const fitting = rows.filter((row) => {
    size += row.length
    return size <= room
  })
  const left = rows.length - fitting.length
  const more = left === 0 ? '' : `\n**and ${count(left, 'more release')}**\n`
  return `${tableHead}${fitting.join('')}${more}`
}

/** A release, folded: its impact, why it would be refused, its objects and what changes of each. */
function partOf({ release, result, error, reason }: End, redact: Redact, room: number): string {
  const place = result === undefined ? '' : placeOf(result, redact)
  const isInResult = result?.refused !== undefined
  const lines =
    isInResult || !(error instanceof KdeployError) ? [] : captureLines(redact, (pen) => showKnownError(error, pen, ''))
  const fence = lines.length === 0 ? '' : inFence('', cutTo(lines, result === undefined ? room : room / 2).join('\n'))
  const body = result === undefined ? '' : bodyOf(result, redact, room - fence.length)
  const inner = [place, reason ?? '', fence, body].filter((text) => text !== '').join('\n\n')
  return `\n<details>\n<summary>${inHtml(release.label)}</summary>\n\n${inner}\n\n</details>\n`
}

function placeOf({ namespace, kubeContext }: Difference, redact: Redact): string {
  const context = kubeContext === '' ? '' : `, kube context ${inCode(redact(kubeContext))}`
  return `namespace ${inCode(redact(namespace))}${context}`
}

/** Masked line by line, as what is written. */
function bodyOf(result: Difference, redact: Redact, room: number): string {
  return captureLines(redact, (pen) => {
    for (const line of diffBody(result, redact, room).split('\n')) pen.line(line)
  }).join('\n')
}

/** The first lines that have room. */
function cutTo(lines: readonly string[], room: number): readonly string[] {
  let size = 0
  const fitting = lines.filter((line) => {
    size += line.length + 1
    return size <= room
  })
  return fitting.length === lines.length ? lines : [...fitting, '…']
}
