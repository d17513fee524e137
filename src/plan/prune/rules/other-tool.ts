import { keptByAnotherTool } from '../../ownership/adoption.ts'
import type { PruneRule } from './rule.ts'

/** An object that the annotation of another tool keeps (`helm.sh/resource-policy: keep`) is orphaned. */
export const otherTool: PruneRule = {
  name: 'other-tool',
  decide({ live }) {
    const annotation = keptByAnotherTool(live)
    return annotation === undefined ? undefined : { kind: 'orphan', reason: `annotated ${annotation}` }
  },
}
