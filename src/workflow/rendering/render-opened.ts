import { refuseDuplicates } from '../../manifest/duplicates.ts'
import { type RenderedTemplate, readManifests } from '../../manifest/read.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { OpenedProfile } from '../resolving/open-profile.ts'

/** The manifests of these templates; two of one identity are refused. `onText` is told what they rendered to before it is read. */
export function renderOpened(
  { templates, profile }: OpenedProfile,
  names: readonly string[],
  onText: (rendered: readonly RenderedTemplate[]) => void = () => {},
): Manifest[] {
  const rendered = names.map((name) => templates.renderWithPlaces(name, profile.variables))
  onText(rendered)
  const manifests = readManifests(rendered)
  refuseDuplicates(manifests)
  return manifests
}
