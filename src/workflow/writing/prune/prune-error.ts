import { KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import type { Ledger } from '../../run/ledger.ts'
import type { Deletions } from './delete-objects.ts'

/** What is waited for where a run deletes nothing itself. */
export const nothingDeleted: Deletions = { terminating: [], problems: [] }

/** What is told of an adopted object that could not be given back; a warning said why. */
export function giveBackFailed({ ref }: { readonly ref: ObjectRef }): KdeployError {
  return new KdeployError({
    code: 'not-given-back',
    category: 'workload',
    message: `${describeRef(ref)}: adopted, but could not be given back`,
  })
}

/**
 * `prune-failed` if a deletion was refused or isn't complete in time: everything is applied, only surplus objects
 * remain, which the next run deletes or waits for.
 */
export function pruneError(ledger: Ledger, { problems }: Deletions, undoOnFailure = false): KdeployError | undefined {
  const [first] = problems
  if (first === undefined) return undefined
  const deleted = ledger.names('deleted')
  const isHeld = problems.every(({ code }) => code === 'delete-timeout')
  return new KdeployError({
    code: 'prune-failed',
    category: first.category,
    message: `everything was applied, but ${problems.length === 1 ? '1 object' : `${problems.length} objects`} no longer rendered ${isHeld ? `${problems.length === 1 ? 'is' : 'are'} still being deleted` : failed(problems)}`,
    problems,
    detail: [
      ...(deleted.length === 0 ? [] : [`deleted: ${deleted.join(', ')}`]),
      ...(undoOnFailure ? ['not undone: the new release is complete and ready'] : []),
    ].join('\n'),
    hint: isHeld
      ? 'check the controllers of its finalizers; the next run waits for it again'
      : 'fix the cause and rerun the command, or use --no-prune',
  })
}

function failed(problems: readonly KdeployError[]): string {
  const isDeletion = problems.every(({ code }) => code !== 'not-given-back')
  return isDeletion ? 'could not be deleted' : 'could not be deleted or given back'
}

/** Describes, for the history, prune candidates that could not be deleted or aren't gone. */
export function describeUnpruned({ problems, terminating }: Deletions): string | undefined {
  if (problems.length === 0) {
    const names = terminating.map(({ ref }) => describeRef(ref)).join(', ')
    return terminating.length === 0 ? undefined : `still being deleted when the run ended: ${names}`
  }
  if (problems.every(({ code }) => code === 'delete-timeout')) return problems.map(({ message }) => message).join('; ')
  const objects = problems.length === 1 ? '1 object' : `${problems.length} objects`
  return `${objects} ${failed(problems)}: ${problems.map(({ message }) => message).join('; ')}`
}
