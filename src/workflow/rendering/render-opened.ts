import { refuseDuplicates } from '../../manifest/duplicates.ts'
import { readManifests } from '../../manifest/read.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { OpenedProfile } from '../resolving/open-profile.ts'

/** The manifests of these templates; two of one identity are refused. */
export function renderOpened({ templates, profile }: OpenedProfile, names: readonly string[]): Manifest[] {
  const manifests = readManifests(names.map((name) => templates.renderWithPlaces(name, profile.variables)))
  refuseDuplicates(manifests)
  return manifests
}
