import type { Masking } from '../../masking/masking.ts'

/** Why a revision failed, as it may be recorded: masked, by tokens without this run's numbers. */
export function recordedReason(reason: string, { redact }: Pick<Masking, 'redact'>): string {
  return redact(reason).replace(/\(masked \d+\)/g, '(masked)')
}
