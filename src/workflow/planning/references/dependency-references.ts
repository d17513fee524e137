import type { Cluster } from '../../../cluster/api/cluster.ts'
import { refOf } from '../../../manifest/identity.ts'
import type { Manifest } from '../../../manifest/types.ts'
import { afterAnnotation, dependenciesOf, isDependency } from '../../../plan/after.ts'
import type { Reference } from '../../../plan/references/reference.ts'
import { dependencyRef } from '../facts/dependencies.ts'

/**
 * The objects outside the release that manifests come after, as references: one that is missing may be made by somebody while it
 * is waited for, so that it stops no deploy. Of a kind that the cluster doesn't serve nothing is said: that is an error elsewhere.
 */
export async function dependencyReferences(
  cluster: Pick<Cluster, 'resourceNamed'>,
  manifests: readonly Manifest[],
  rendered: readonly Manifest[],
): Promise<Reference[]> {
  const references: Reference[] = []
  for (const from of manifests) {
    const own = refOf(from.object)
    for (const dependency of dependenciesOf(from.object)) {
      if (rendered.some(({ object }) => isDependency(dependency, refOf(object), own))) continue
      const resource = await cluster.resourceNamed(dependency.kind)
      if (resource === undefined) continue
      const to = dependencyRef(dependency, resource, own)
      const path = ['metadata', 'annotations', afterAnnotation]
      references.push({ from, path, to, part: undefined, isSoft: true, isAwaited: true })
    }
  }
  return references
}
