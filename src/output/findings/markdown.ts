import { count, joinNames } from '../../counts.ts'
import { formatOrigin } from '../../errors.ts'
import { groupFindings, mostAlike, type SharedFinding } from '../../findings/group-findings.ts'
import type { Validated } from '../../findings/validated.ts'
import { fitParts, type Part } from '../markdown/fit.ts'
import { inCode, inComment, inFence, inWords } from '../markdown/syntax.ts'
import { captureLines } from '../terminal/capture.ts'
import { showKnownError } from '../terminal/error.ts'
import { nameProfiles, type SharedProblems, sharedProblems, summaryOf } from './text.ts'

/** What is validated: a comment of the same identity replaces this one. */
export interface FindingsTitle {
  /** kdeploy.yaml's name; undefined where it isn't known. */
  readonly name: string | undefined
  /** Within the repository, which may hold several projects. */
  readonly folder: string
  /** Those that were named; none where all profiles are meant. */
  readonly profiles: readonly string[]
}

type Redact = (text: string) => string

/** Profiles that a title, or a row, names; more are counted. */
const mostNamed = 3

/** UTF-16 units for what is said of rows that are left out. */
const roomForNote = 300

const tableHead = '\n| | where | what | rule |\n|---|---|---|---|\n'

/** What was left out first: warnings, from the last on, before errors, before what stops a profile. */
const ranks = { always: 0, warning: 1, error: 2, problem: 3 } as const

interface FindingPart extends Part {
  readonly text: string
  readonly rank: (typeof ranks)[keyof typeof ranks]
}

/**
 * What validate found as a comment on a merge request: its first line is the mark by which the next one can replace it. `redact`
 * masks known sensitive values, before anything is escaped. `limit` in UTF-16 units.
 */
export function findingsMarkdown(validated: Validated, title: FindingsTitle, redact: Redact, limit: number): string {
  const problems = sharedProblems(validated.profiles).map((shared) => problemPart(shared, validated, redact))
  const rows = groupFindings(validated, mostAlike).map((shared, index) => rowPart(shared, index, validated, redact))
  const top = partOf(`${titleOf(title, redact)}\n${inWords(redact(summaryOf(validated)))}\n`, ranks.always)
  const whole = [top, partOf(rows.length === 0 ? '' : tableHead, ranks.always), ...problems, ...rows]
  const isWhole = whole.reduce((sum, { size }) => sum + size, 0) <= limit
  const kept = new Set(isWhole ? whole : fitParts(whole, limit - roomForNote))
  const textOf = (parts: readonly FindingPart[]) => parts.flatMap((part) => (kept.has(part) ? part.text : [])).join('')
  const left = whole.filter((part) => !kept.has(part)).length
  const note = isWhole
    ? ''
    : `\n**left out**, as a comment may have ${limit} characters: ${count(left, 'problem')}; the job's log shows all\n`
  const table = textOf(rows)
  return [textOf([top]), note, textOf(problems), table === '' ? '' : `${tableHead}${table}`].join('').trimEnd()
}

function partOf(text: string, rank: FindingPart['rank'], weight?: number): FindingPart {
  return { text, size: text.length, rank, ...(weight === undefined ? {} : { weight }) }
}

function titleOf({ name, folder, profiles }: FindingsTitle, redact: Redact): string {
  const mark = `<!-- kdeploy validate: ${inComment([folder, ...profiles.toSorted()].join(' '))} -->`
  const named = joinNames(profiles, mostNamed, (profile) => inCode(redact(profile)))
  return `${mark}\n\n### kdeploy validate of ${inCode(redact(name ?? folder))}${named === '' ? '' : `: ${named}`}\n`
}

function problemPart({ profiles, problems }: SharedProblems, validated: Validated, redact: Redact): FindingPart {
  const lines = captureLines(redact, (pen) => {
    for (const problem of problems) showKnownError(problem, pen, '')
  })
  const names = inWords(redact(nameProfiles(profiles, validated.profiles.length)))
  return partOf(`\n**${names}:**\n\n${inFence('', lines.join('\n'))}\n`, ranks.problem)
}

function rowPart(
  { finding, profiles, more }: SharedFinding,
  index: number,
  validated: Validated,
  redact: Redact,
): FindingPart {
  const { severity, place, about, message, hint, rule } = finding
  const words = (text: string) => inWords(redact(text))
  const isOfAll = profiles.length === 0 || profiles.length === validated.profiles.length
  const what = [
    `${about === undefined ? '' : `${inCode(redact(`${about.kind} ${about.name}`))}: `}${words(message)}`,
    ...(isOfAll ? [] : [`in ${joinNames(profiles, mostNamed, (profile) => inCode(redact(profile)))}`]),
    ...(more > 0 ? [`${more} more at this line`] : []),
    ...(hint === undefined ? [] : [`hint: ${words(hint)}`]),
  ].join('<br>')
  const where = place === undefined ? '' : inCode(redact(formatOrigin(place)))
  return partOf(`| ${severity} | ${where} | ${what} | ${inCode(rule)} |\n`, ranks[severity], index)
}
