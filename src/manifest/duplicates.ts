import { formatPlace, KdeployError, throwCollected } from '../errors.ts'
import { describeRef, keyOf, refOf } from './identity.ts'
import type { Manifest } from './types.ts'

/**
 * @throws KdeployError `manifest-duplicate`, with both places, where two manifests are the same object; to be asked
 * after namespaces are filled in
 */
export function refuseDuplicates(manifests: readonly Manifest[]): void {
  const first = new Map<string, Manifest>()
  const problems: KdeployError[] = []
  for (const manifest of manifests) {
    const ref = refOf(manifest.object)
    const earlier = first.get(keyOf(ref))
    if (earlier === undefined) {
      first.set(keyOf(ref), manifest)
      continue
    }
    problems.push(
      new KdeployError({
        code: 'manifest-duplicate',
        category: 'input',
        message: `${describeRef(ref)} is rendered twice`,
        place: manifest.placeOf(['metadata', 'name']),
        detail: `first at ${formatPlace(earlier.placeOf(['metadata', 'name']))}`,
        hint: "rename one of them, or exclude one template in the profile's `templates:`",
      }),
    )
  }
  throwCollected(problems, (count) => `${count} manifests are rendered twice`)
}
