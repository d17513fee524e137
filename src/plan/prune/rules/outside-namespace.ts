import { shellWords } from '../../../shell-words.ts'
import { isOutside, optionName } from '../../scope/outside.ts'
import type { PruneRule } from './rule.ts'

export interface OutsideFacts {
  /** The release's. */
  readonly namespace: string
  /** UIDs of what a revision says that the release wrote outside its namespace. */
  readonly writtenOutside: ReadonlySet<string>
}

/**
 * An object outside the release's namespace is deleted, or orphaned, only where a revision says that the release wrote this very
 * object: whoever may write in one namespace alone could name any other object in the release's records, and anybody may have put
 * a label on it.
 */
export const outsideNamespace: PruneRule<OutsideFacts> = {
  name: 'outside-namespace',
  decide({ ref, live, fate }, { namespace, writtenOutside }) {
    const isKnown = !isOutside(ref, namespace) || writtenOutside.has(String(live.metadata['uid']))
    if (isKnown || fate.kind === 'keep') return undefined
    const option = shellWords(['--also-delete', optionName(ref, namespace)])
    const reason = `outside ${namespace}, and no revision records that this release wrote it; to delete it: ${option}`
    return { kind: 'keep', reason }
  },
}
