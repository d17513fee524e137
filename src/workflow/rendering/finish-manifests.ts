import { refuseDuplicates } from '../../manifest/duplicates.ts'
import { fillNamespaces, type NamespaceChoice } from '../../manifest/namespace.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { nameByContent } from '../../plan/references/name-by-content.ts'
import { checkAnnotations } from './check-annotations.ts'
import { checkDataSize } from './check-data-size.ts'

/**
 * What templates rendered to, as it is deployed: in its namespace, checked, and named by its content where that is asked for.
 * @throws KdeployError as checkManifests does
 */
export function finishManifests(rendered: readonly Manifest[], choice: NamespaceChoice, mask: Masker): Manifest[] {
  return nameByContent(checkManifests(rendered, choice, mask))
}

/**
 * The same by the names that the templates write.
 * @throws KdeployError `namespace-mismatch`, `manifest-duplicate`, `object-too-large`, and what is wrong with kdeploy's annotations
 */
export function checkManifests(rendered: readonly Manifest[], choice: NamespaceChoice, mask: Masker): Manifest[] {
  const manifests = fillNamespaces(rendered, choice)
  refuseDuplicates(manifests)
  checkAnnotations(manifests, mask)
  checkDataSize(manifests)
  return manifests
}
