import { describeRef } from '../../../manifest/identity.ts'
import type { MassDeletion } from '../../../plan/prune/mass-deletion.ts'
import type { Question } from '../../run/confirm.ts'

/** What a question to a person must say of it. */
export function describeMassDeletion({ deleted, of }: MassDeletion): Required<Omit<Question, 'action'>> {
  const detail = deleted.map(({ ref }) => `would be deleted: ${describeRef(ref)}`).join('\n')
  const reason = `would delete ${deleted.length} of the ${of} objects that could be deleted`
  return { reason, detail, alternative: '--no-prune keeps objects that are no longer rendered' }
}
