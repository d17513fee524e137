import { count, joinNames } from '../counts.ts'
import type { KdeployError } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import { ownWords, shownLine } from '../masking/shown.ts'
import type { ListedProfile, ValidatedProfile } from '../workflow/run/results.ts'
import { showFindings } from './findings/text.ts'
import { showKnownError } from './terminal/error.ts'
import type { Pen, Screen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'

/** More templates of a profile are counted. */
const mostTemplates = 4

/** All profiles, as a table or as JSON (an array; what isn't decided is absent). */
export function showProfiles(profiles: readonly ListedProfile[], format: 'text' | 'json', pen: Pen): void {
  if (format === 'json') {
    pen.json(profiles, 2)
    return
  }
  const shown = (text: string) => shownLine(text, pen.redact)
  const rows = profiles.map(({ profile, envType, namespace, kubeContext, templates }) => [
    shown(profile),
    shown(envType),
    shown(namespace ?? '(from the kube context)'),
    shown(kubeContext ?? '(current)'),
    shown(joinNames(templates, mostTemplates)),
  ])
  const titles = ['PROFILE', 'ENV TYPE', 'NAMESPACE', 'KUBE CONTEXT', 'TEMPLATES'].map(ownWords)
  for (const line of tableOf([titles, ...rows])) pen.line(line)
}

/** Profiles named before a problem that they share. */
const mostNamed = 8

/** Problems and findings to stderr, each once however many profiles have it, then a line that counts. */
export function showValidated(results: readonly ValidatedProfile[], { out, err }: Screen): void {
  for (const { profiles, problems } of sharedProblems(results)) {
    err.line(err.colour.bold(`${nameProfiles(profiles, results.length)}:`))
    for (const problem of problems) showKnownError(problem, err, '  ')
  }
  showFindings(results, err)
  const manifests = results.reduce((sum, result) => sum + result.manifests, 0)
  const good = results.filter(({ problems }) => problems.length === 0).length
  const are = results.length === 1 ? 'is' : 'are'
  out.line(
    `${good} of ${count(results.length, 'profile')} ${are} valid (${count(manifests, 'manifest')}); not checked against a cluster`,
  )
}

interface SharedProblems {
  readonly profiles: readonly string[]
  readonly problems: readonly KdeployError[]
}

/** Each problem once, together with those of the same profiles. */
function sharedProblems(results: readonly ValidatedProfile[]): SharedProblems[] {
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

function nameProfiles(profiles: readonly string[], all: number): string {
  if (profiles.length > 1 && profiles.length === all) return `all ${all} profiles`
  return joinNames(profiles, mostNamed)
}
