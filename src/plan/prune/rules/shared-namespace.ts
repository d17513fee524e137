import { KdeployError } from '../../../errors.ts'
import type { PruneRule } from './rule.ts'

export interface SharedNamespaceFacts {
  /** The other releases with objects in a Namespace, by its name. */
  readonly otherReleases: ReadonlyMap<string, readonly string[]>
}

/** A Namespace in which other releases have objects isn't deleted, as all that is in it would go with it. */
export const sharedNamespace: PruneRule<SharedNamespaceFacts> = {
  name: 'shared-namespace',
  decide({ ref, fate }, { otherReleases }) {
    const others = ref.kind === 'Namespace' && fate.kind === 'delete' ? (otherReleases.get(ref.name) ?? []) : []
    if (others.length === 0) return undefined
    return new KdeployError({
      code: 'foreign-release',
      category: 'conflict',
      message: `Namespace ${ref.name} can't be deleted: ${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} objects in it`,
      hint: `delete ${others.length === 1 ? 'that release' : 'those releases'} first (kdeploy delete), or keep the Namespace`,
    })
  },
  refused: (count) => `${count} Namespaces can't be deleted: other releases have objects in them`,
}
