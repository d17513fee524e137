import type { PruneRule } from './rule.ts'

export interface ForgetFacts {
  /** Whether the release is forgotten, and its objects stay. */
  readonly forgets: boolean
  /** See UnfinishedAdoptionFacts. */
  readonly unfinished: ReadonlySet<string>
}

/** Of a release that is forgotten (`delete --keep-objects`) nothing is deleted, and no object stays a member. */
export const forgottenRelease: PruneRule<ForgetFacts> = {
  name: 'forgotten-release',
  decide({ live }, { forgets, unfinished }) {
    // Its content is what it was before: only the ownership of its fields is given back.
    if (!forgets || unfinished.has(String(live.metadata['uid']))) return undefined
    return { kind: 'orphan', reason: '--keep-objects', isForgotten: true }
  },
}
