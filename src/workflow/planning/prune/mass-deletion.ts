import type { MassDeletion } from '../../../plan/prune/mass-deletion.ts'
import type { Question } from '../../run/confirm.ts'

/** What a question to a person must say of it. */
export function describeMassDeletion({
  deleted,
  of,
}: MassDeletion): Required<Pick<Question, 'reason' | 'alternative'>> {
  const reason = `would delete ${deleted.length} of the ${of} objects that could be deleted`
  return { reason, alternative: '--no-prune keeps objects that are no longer rendered' }
}
