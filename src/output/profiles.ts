import { joinNames } from '../counts.ts'
import { ownWords, shownLine } from '../masking/shown.ts'
import type { ListedProfile } from '../workflow/run/results.ts'
import type { Pen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'

/** More templates of a profile are counted. */
const mostTemplates = 4

/** All profiles, one line for each of their clusters, as a table or as JSON (an array; what isn't decided is absent). */
export function showProfiles(profiles: readonly ListedProfile[], format: 'text' | 'json', pen: Pen): void {
  if (format === 'json') {
    pen.json(profiles, 2)
    return
  }
  const shown = (text: string) => shownLine(text, pen.redact)
  const rows = profiles.flatMap(({ profile, envType, namespace, kubeContext, templates, clusters }) => {
    const places = clusters?.map((one) => ({ label: `${profile}@${one.name}`, ...one }))
    return (places ?? [{ label: profile, namespace, kubeContext }]).map((place) => [
      shown(place.label),
      shown(envType),
      shown(place.namespace ?? '(from the kube context)'),
      shown(place.kubeContext ?? '(current)'),
      shown(joinNames(templates, mostTemplates)),
    ])
  })
  const titles = ['PROFILE', 'ENV TYPE', 'NAMESPACE', 'KUBE CONTEXT', 'TEMPLATES'].map(ownWords)
  for (const line of tableOf([titles, ...rows])) pen.line(line)
}
