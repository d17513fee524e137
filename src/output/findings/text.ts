import { count, joinNames } from '../../counts.ts'
import { formatOrigin, type KdeployError } from '../../errors.ts'
import { groupFindings, mostAlike, type SharedFinding } from '../../findings/group-findings.ts'
import type { Validated, ValidatedProfile } from '../../findings/validated.ts'
import { groupBy } from '../../group-by.ts'
import { reasonsOf } from '../progress/reasons.ts'
import { showKnownError } from '../terminal/error.ts'
import type { Pen, Screen } from '../terminal/screen.ts'

/** Profiles named before a problem that they share. */
const mostNamed = 8

/** Profiles named under a finding. */
const mostNamedUnder = 3

/** Problems and findings to stderr, each once however many profiles have it, then a line that counts. */
export function showValidated(validated: Validated, { out, err }: Screen): void {
  const { profiles } = validated
  for (const shared of sharedProblems(profiles)) {
    err.line(err.colour.bold(`${nameProfiles(shared.profiles, profiles.length)}:`))
    for (const [index, problem] of shared.problems.entries()) {
      // Neighbours that want the same done share one hint, after the last of them.
      showKnownError(problem, err, '  ', problem.hint !== shared.problems[index + 1]?.hint)
    }
  }
  showFindings(validated, err)
  out.line(summaryOf(validated))
}

/** `2 of 3 profiles are valid (12 manifests), 1 error, 4 warnings; not checked against a cluster`. */
export function summaryOf(validated: Validated): string {
  const { profiles } = validated
  const manifests = profiles.reduce((sum, profile) => sum + profile.manifests, 0)
  const good = profiles.filter(isValid).length
  const are = profiles.length === 1 ? 'is' : 'are'
  const { errors, warnings } = countShown(validated)
  const counts = [errors > 0 ? count(errors, 'error') : [], warnings > 0 ? count(warnings, 'warning') : []].flat()
  // A profile on several clusters is checked on each.
  const what = profiles.some(({ profile }) => profile.includes('@')) ? 'release' : 'profile'
  return [`${good} of ${count(profiles.length, what)} ${are} valid (${count(manifests, 'manifest')})`, ...counts]
    .join(', ')
    .concat(
      good === profiles.length || hasOnlyFindings(profiles) ? '' : '; rules were not checked where rendering failed',
    )
    .concat('; not checked against a cluster', uncheckedBySchema(validated))
}

function uncheckedBySchema({ unchecked }: Validated): string {
  return unchecked.length === 0 ? '' : `, nor by a schema (--crds): ${joinNames(unchecked, mostNamed)}`
}

function hasOnlyFindings(profiles: readonly ValidatedProfile[]): boolean {
  return profiles.every(({ problems }) => problems.length === 0)
}

/** What is listed, and what is counted beside it, each once however many profiles have it. */
function countShown(validated: Validated): { readonly errors: number; readonly warnings: number } {
  const findings = groupFindings(validated)
  const errors = findings.filter(({ finding }) => finding.severity === 'error').length
  const problems = sharedProblems(validated.profiles).reduce((sum, shared) => sum + shared.problems.length, 0)
  return { errors: errors + problems, warnings: findings.length - errors }
}

function isValid({ problems, findings }: ValidatedProfile): boolean {
  return problems.length === 0 && findings.every(({ severity }) => severity !== 'error')
}

/** Each finding once, however many profiles have it; what to do stands under the last of those that want the same done. */
function showFindings(validated: Validated, pen: Pen): void {
  const shared = groupFindings(validated, mostAlike)
  for (const [index, one] of shared.entries()) {
    showFinding(one, validated.profiles.length, pen)
    const { rule, hint } = one.finding
    const next = shared[index + 1]?.finding
    if (hint !== undefined && (next?.rule !== rule || next.hint !== hint))
      pen.safeLine(`  ${pen.colour.cyan('hint:')} ${pen.redact(hint)}`)
  }
}

function showFinding({ finding, profiles, more }: SharedFinding, all: number, pen: Pen): void {
  const { colour } = pen
  const { severity, place, about, rule, message, variables = [] } = finding
  const title = severity === 'error' ? colour.red('error:') : colour.yellow('warning:')
  const where = place === undefined ? '' : `${colour.bold(pen.redact(formatOrigin(place)))}: `
  const object = about === undefined ? '' : `${about.kind} ${about.name}: `
  pen.safeLine(`${title} ${where}${pen.redact(`${object}${message}`)} ${colour.dim(`(${rule})`)}`)
  if (variables.length > 0)
    pen.line(colour.dim(`  ${reasonsOf({ place: undefined, variables, follows: [] }).join(', ')}`))
  // What all have needs no list of them.
  const named = profiles.length === 0 || profiles.length === all ? [] : [`in ${joinNames(profiles, mostNamedUnder)}`]
  const others = more > 0 ? [`${more} more at this line`] : []
  if (named.length + others.length > 0) pen.safeLine(colour.dim(`  ${[...named, ...others].join('; ')}`))
}

export interface SharedProblems {
  readonly profiles: readonly string[]
  readonly problems: readonly KdeployError[]
}

/** Each problem once, together with those of the same profiles. */
export function sharedProblems(results: readonly ValidatedProfile[]): SharedProblems[] {
  const found = new Map<string, { readonly problem: KdeployError; readonly profiles: string[] }>()
  for (const { profile, problems } of results) {
    for (const problem of problems) {
      const key = JSON.stringify([problem.place, problem.message, problem.detail])
      const known = found.get(key)
      if (known === undefined) found.set(key, { problem, profiles: [profile] })
      else if (known.profiles.at(-1) !== profile) known.profiles.push(profile)
    }
  }
  const groups = groupBy(found.values(), ({ profiles }) => profiles.join())
  return [...groups.values()].map((group) => ({
    profiles: group[0].profiles,
    problems: group.map(({ problem }) => problem),
  }))
}

/** `prod_a and prod_b`; `all`: how many there are. */
export function nameProfiles(profiles: readonly string[], all: number): string {
  return profiles.length > 1 && profiles.length === all ? `all ${all} profiles` : joinNames(profiles, mostNamed)
}
