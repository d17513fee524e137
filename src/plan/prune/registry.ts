import type { Fate } from '../types.ts'
import { type AdoptionFacts, adopted } from './rules/adopted.ts'
import { alsoDelete, type NamedFacts } from './rules/also-delete.ts'
import { claimRetention } from './rules/claim-retention.ts'
import { deletedOnlyByName } from './rules/deleted-only-by-name.ts'
import { type ForgetFacts, forgottenRelease } from './rules/forgotten-release.ts'
import { type HookFacts, hookJob } from './rules/hook-job.ts'
import { type ContentFacts, namedByContent } from './rules/named-by-content.ts'
import { namespace } from './rules/namespace.ts'
import { otherTool } from './rules/other-tool.ts'
import { type OutsideFacts, outsideNamespace } from './rules/outside-namespace.ts'
import { annotatedKeep } from './rules/prune-annotation.ts'
import type { PruneRule } from './rules/rule.ts'
import { type UnfinishedAdoptionFacts, unfinishedAdoption } from './rules/unfinished-adoption.ts'
import { type UnrestorableFacts, unrestorable } from './rules/unrestorable.ts'
import { type UntrustedRevisionFacts, untrustedRevision } from './rules/untrusted-revision.ts'

/** What the rules go by. */
export interface PruneFacts
  extends HookFacts,
    UntrustedRevisionFacts,
    AdoptionFacts,
    UnfinishedAdoptionFacts,
    OutsideFacts,
    NamedFacts,
    ContentFacts,
    UnrestorableFacts,
    ForgetFacts {}

/** The fate of a candidate of which no rule says otherwise. */
export const unlessRuled: { readonly fate: Fate; readonly rule: string } = {
  fate: { kind: 'delete' },
  rule: 'no-longer-rendered',
}

/** What an object itself says, whatever the run; a later rule overrules an earlier one. */
export const rulesOfObject: readonly PruneRule[] = [deletedOnlyByName, claimRetention, otherTool, annotatedKeep]

/**
 * All that decide a fate in a plan, in their order: a later rule overrules an earlier one. What stops the run
 * (`sharedNamespace`, `claimInUse`) is asked about the fates that they gave; an undo may overrule some of them
 * (`unprovenAdoption`, `unconfirmedMassDeletion`, `changedMeanwhile`).
 */
export const rules: readonly PruneRule<PruneFacts>[] = [
  ...rulesOfObject,
  hookJob,
  namedByContent,
  untrustedRevision,
  adopted,
  unfinishedAdoption,
  outsideNamespace,
  namespace,
  alsoDelete,
  unrestorable,
  forgottenRelease,
]
