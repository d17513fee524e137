import { joinNames } from '../../counts.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { hookAnnotation } from '../../plan/hooks.ts'
import { waveAnnotation } from '../../plan/waves.ts'
import type { Emit } from '../run/events.ts'

/** What other tools' annotations do there, and kdeploy's here. */
const counterparts = {
  'helm.sh/hook': hookAnnotation,
  'argocd.argoproj.io/hook': hookAnnotation,
  'argocd.argoproj.io/sync-wave': waveAnnotation,
}

/** More objects are counted. */
const most = 5

/** Warns once of annotations by which Helm or Argo CD would treat objects otherwise, where kdeploy's own isn't beside them. */
export function warnOfForeignAnnotations(manifests: readonly Manifest[], emit: Emit): void {
  const found = manifests.flatMap((manifest) => {
    const annotations = annotationsOf(manifest.object)
    const [first, ...more] = Object.entries(counterparts).filter(
      ([name, own]) => annotations[name] !== undefined && annotations[own] === undefined,
    )
    return first === undefined ? [] : [{ manifest, pairs: [first, ...more] as const }]
  })
  const [first] = found
  if (first === undefined) return
  const pairs = new Map(found.flatMap(({ pairs }) => pairs))
  const names = joinNames(found, most, ({ manifest }) => describeRef(refOf(manifest.object)))
  const inWords = [...pairs].map(([name, own]) => `${name} (kdeploy's: ${own})`).join(', ')
  emit({
    type: 'warning',
    message: `annotations of other tools have no effect: ${inWords}, on ${names}`,
    place: first.manifest.placeOf(['metadata', 'annotations', first.pairs[0][0]]),
  })
}
