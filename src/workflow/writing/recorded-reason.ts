import { describeRef } from '../../manifest/identity.ts'
import type { Masking } from '../../masking/masking.ts'
import type { NotRestored } from '../../plan/types.ts'

/** Why a revision failed, as it may be recorded: masked, by tokens without this run's numbers. */
export function recordedReason(reason: string, { redact }: Pick<Masking, 'redact'>): string {
  return redact(reason).replace(/\(masked \d+\)/g, '(masked)')
}

/** For the history: what an undo didn't bring back, and why; undefined where it brought all of it back. */
export function describeNotRestored(notRestored: readonly NotRestored[]): string | undefined {
  if (notRestored.length === 0) return undefined
  const objects = notRestored.length === 1 ? '1 object was' : `${notRestored.length} objects were`
  return `${objects} not restored: ${notRestored.map(named).join('; ')}`
}

function named({ ref, problem: { message } }: NotRestored): string {
  const name = describeRef(ref)
  return message.startsWith(name) ? message : `${name}: ${message}`
}
