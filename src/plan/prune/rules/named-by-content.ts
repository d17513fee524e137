import { keyOf } from '../../../manifest/identity.ts'
import { isNamedByContent } from '../../references/content-name.ts'
import type { PruneRule } from './rule.ts'

export interface ContentFacts {
  /** Keys of what the revisions hold that stay once this run has trimmed the history; undefined where one of them can't be read. */
  readonly neededByKept: ReadonlySet<string> | undefined
}

/**
 * What is named by its content is kept for as long as a revision that an undo can bring back needs it, and so for the pods of an
 * earlier revision that are still there.
 */
export const namedByContent: PruneRule<ContentFacts> = {
  name: 'named-by-content',
  decide({ ref, live, fate }, { neededByKept }) {
    if (fate.kind !== 'delete' || !isNamedByContent(live)) return undefined
    if (neededByKept?.has(keyOf(ref)) === false) return undefined
    return { kind: 'keep', reason: 'a revision that is kept needs it', isExpected: true }
  },
}
