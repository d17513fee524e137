import { count, joinNames } from '../../counts.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import { shellWords } from '../../shell-words.ts'
import type { Difference } from '../../workflow/run/results.ts'
import { fitParts, type Part } from '../markdown/fit.ts'
import { inCode, inComment, inFence } from '../markdown/syntax.ts'
import { describeCounts } from '../progress/lines.ts'
import { captureLines } from '../terminal/capture.ts'
import { showKnownError } from '../terminal/error.ts'
import { objectName } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'
import { impactParagraphs } from './markdown-impact.ts'
import { estimateDetails, hasDetails, objectDetails, objectRow } from './markdown-object.ts'

/**
 * A comment's room in UTF-16 units, where nobody says otherwise. GitHub takes 65,536 characters of a comment, GitLab a million; a character is at most as many as it has units, and
 * whoever posts it may want to add something.
 */
export const usualLimit = 60_000

/** UTF-16 units for what is said of parts that are left out. */
const roomForNote = 1000

/** Objects that are named; more are counted. */
const mostUnshown = 5

type Redact = (text: string) => string

/**
 * Shows a diff as a comment on a merge request: its first line is the mark by which the next one can replace it. `redact` masks
 * known sensitive values, before anything is escaped. `limit` in UTF-16 units.
 */
export function showMarkdown(document: Difference, pen: Pen, redact: Redact, limit = usualLimit): void {
  for (const line of markdownOf(document, redact, limit).split('\n')) pen.line(line)
}

/** The same as one text, masked line by line as what is written. */
export function diffComment(document: Difference, redact: Redact, limit: number): string {
  return captureLines(redact, (pen) => showMarkdown(document, pen, redact, limit)).join('\n')
}

/** What was left out, by its rank. */
const ranks = { always: 0, creation: 1, change: 2, row: 3, error: 4, risk: 5, impact: 6 } as const

interface CommentPart extends Part {
  readonly text: string
  readonly rank: (typeof ranks)[keyof typeof ranks]
}

function partOf(text: string, rank: CommentPart['rank'], more: Pick<Part, 'weight' | 'comesBack'> = {}): CommentPart {
  return { text, size: text.length, rank, ...more }
}

/** What a comment on several releases says of one of them: all but the mark and the title. `limit` in UTF-16 units. */
export function diffBody(document: Difference, redact: Redact, limit: number): string {
  return markdownOf(document, redact, limit, []).trim()
}

/** What happens to how many objects, in words. */
export function plannedWords({ counts, impact }: Pick<Difference, 'counts' | 'impact'>): string {
  return describeCounts({ ...counts, hooks: impact.hooks.length || undefined })
}

function markdownOf(document: Difference, redact: Redact, limit: number, title = titleParts(document)): string {
  const top = [
    ...title,
    ...impactParts(document, redact),
    outcomePart(document, redact),
    ...errorParts(document, redact),
  ]
  const rows = document.objects.map((diff, index) =>
    partOf(`${objectRow(diff, redact)}\n`, ranks.row, { weight: index }),
  )
  const folded = document.objects.filter(hasDetails)
  const details = detailsParts(folded, redact, limit)
  const whole = [...top, partOf(tableHead, ranks.always), ...rows, ...details]
  const isWhole = details.length === folded.length && whole.reduce((sum, { size }) => sum + size, 0) <= limit
  const kept = new Set(isWhole ? whole : fitParts(whole, limit - roomForNote))
  const textOf = (parts: readonly CommentPart[]) =>
    parts.flatMap((part) => (kept.has(part) ? [part.text] : [])).join('')
  const leftOf = (rank: CommentPart['rank']) =>
    whole.filter((part) => part.rank === rank && !kept.has(part)).length +
    folded.filter((diff) => rankOf(diff) === rank).length -
    details.filter((part) => part.rank === rank).length
  const table = textOf(rows)
  return [
    textOf(top),
    isWhole ? '' : describeLeftOut(document, leftOf, limit),
    table === '' ? '' : `${tableHead}${table}`,
    textOf(details),
  ]
    .join('')
    .trimEnd()
}

/** Without those that certainly have no room: of thousands of objects, masking and writing them takes seconds. */
function detailsParts(diffs: readonly ObjectDiff[], redact: Redact, limit: number): CommentPart[] {
  const estimates = diffs.map((diff) => {
    const size = estimateDetails(diff)
    return { diff, size, rank: rankOf(diff), weight: size, comesBack: true }
  })
  return fitParts(estimates, 2 * limit).map(({ diff, rank, weight, comesBack }) =>
    partOf(`\n${objectDetails(diff, redact)}\n`, rank, { weight, comesBack }),
  )
}

function rankOf({ action }: ObjectDiff): CommentPart['rank'] {
  return action === 'create' ? ranks.creation : ranks.change
}

const tableHead = '\n| action | object | what changes | where |\n|---|---|---|---|\n'

function titleParts({ release, kubeContext }: Difference): CommentPart[] {
  const where = kubeContext === '' ? '' : `, kube context ${inCode(kubeContext)}`
  // A profile may be deployed to several clusters, each with a comment of its own.
  const identity = kubeContext === '' ? release : `${release}@${kubeContext}`
  const mark = `<!-- kdeploy diff: ${inComment(identity)} -->\n`
  return [partOf(`${mark}\n### kdeploy diff of ${inCode(release)}${where}\n`, ranks.always)]
}

function outcomePart(document: Difference, redact: Redact): CommentPart {
  const { objects, unshown, refused } = document
  const plan = `plan: ${plannedWords(document)}`
  const ignored = joinNames(unshown, mostUnshown, (ref) => inCode(objectName(ref, redact)))
  const also = ignored === '' ? '' : `\n\nchanges only in what ignoreDiff of kdeploy.yaml names: ${ignored}`
  const isNone = objects.length === 0 && unshown.length === 0 && refused === undefined
  return partOf(`\n${isNone ? 'no differences' : plan}${also}\n`, ranks.always)
}

/** In two lines: what happens, and what to watch out for. */
function impactParts({ impact }: Difference, redact: Redact): CommentPart[] {
  return impactParagraphs(impact, redact).map(({ label, text }) =>
    partOf(text, label === 'risk' ? ranks.risk : ranks.impact),
  )
}

function errorParts({ refused }: Difference, redact: Redact): CommentPart[] {
  if (refused === undefined) return []
  const lines = captureLines(redact, (pen) => showKnownError(refused, pen, ''))
  return [
    partOf('\n**an apply would be refused:**\n', ranks.always),
    partOf(`\n${inFence('', lines.join('\n'))}\n`, ranks.error),
  ]
}

function describeLeftOut(
  { release }: Difference,
  leftOf: (rank: CommentPart['rank']) => number,
  limit: number,
): string {
  const [, profile = ''] = release.split('/')
  const left = [
    [leftOf(ranks.creation), 'the details of', 'created object'],
    [leftOf(ranks.change), 'the details of', 'other object'],
    [leftOf(ranks.row), 'the rows of', 'object'],
  ] as const
  const named = left.flatMap(([size, what, noun]) => (size === 0 ? [] : [`${what} ${count(size, noun)}`]))
  const more = [
    ...(leftOf(ranks.error) > 0 ? ['the error'] : []),
    ...(leftOf(ranks.risk) > 0 ? ['the risks'] : []),
    ...(leftOf(ranks.impact) > 0 ? ['the impact'] : []),
  ]
  const command = inCode(shellWords(['kdeploy', 'diff', '-p', profile]))
  return `\n**left out**, as a comment may have ${limit} characters: ${[...named, ...more].join(', ')}; ${command} shows all\n`
}
