import { joinNames } from '../counts.ts'
import { ownWords, shownLine } from '../masking/shown.ts'
import type { ListedProfile } from '../workflow/run/results.ts'
import type { Pen } from './terminal/screen.ts'
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
