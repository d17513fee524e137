import { keyOf } from '../../../manifest/identity.ts'
import type { PruneRule } from './rule.ts'

export interface NamedFacts {
  /** Keys of what `--also-delete` names. */
  readonly named: ReadonlySet<string>
}

/** An object that a person named is deleted, whatever would keep it. */
export const alsoDelete: PruneRule<NamedFacts> = {
  name: 'also-delete',
  decide({ ref }, { named }) {
    return named.has(keyOf(ref)) ? { kind: 'delete' } : undefined
  },
}
