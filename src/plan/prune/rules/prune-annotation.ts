import { annotationOf } from '../../../manifest/annotations.ts'
import type { PruneRule } from './rule.ts'

/** On an object: `keep` orphans it, instead of deleting it, when it is no longer rendered, or its release is deleted. */
export const pruneAnnotation = 'kdeploy.dev/prune'

/** An object whose annotation says so is orphaned. */
export const annotatedKeep: PruneRule = {
  name: 'prune-annotation',
  decide({ live }) {
    if (annotationOf(live, pruneAnnotation) !== 'keep') return undefined
    return { kind: 'orphan', reason: `annotated ${pruneAnnotation}: keep` }
  },
}
