import type { ListedProfile, ValidatedProfile } from '../workflow/results.ts'
import { showKnownError } from './error.ts'
import type { Pen, Screen } from './screen.ts'
import { alignColumns } from './table.ts'

/** All profiles, as a table or as JSON (an array; what isn't decided is absent). */
export function showProfiles(profiles: readonly ListedProfile[], format: 'text' | 'json', pen: Pen): void {
  if (format === 'json') {
    pen.line(JSON.stringify(profiles, undefined, 2))
    return
  }
  const rows = profiles.map(({ profile, envType, namespace, kubeContext, templates }) => [
    profile,
    envType,
    namespace ?? '(of the kube context)',
    kubeContext ?? '(current)',
    templates.join(', '),
  ])
  for (const line of alignColumns([['PROFILE', 'ENV TYPE', 'NAMESPACE', 'KUBE CONTEXT', 'TEMPLATES'], ...rows]))
    pen.line(line)
}

/** Problems to stderr, then a line that counts. */
export function showValidated(results: readonly ValidatedProfile[], { out, err }: Screen): void {
  const broken = results.filter(({ problems }) => problems.length > 0)
  for (const { profile, problems } of broken) {
    err.line(err.colour.bold(`${profile}:`))
    for (const problem of problems) showKnownError(problem, err, '  ')
  }
  const manifests = results.reduce((sum, result) => sum + result.manifests, 0)
  const good = results.length - broken.length
  out.line(`${good} of ${results.length} profiles are valid (${manifests} manifests); not checked by a cluster`)
}
