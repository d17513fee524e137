import { joinNames } from '../../counts.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { Masking } from '../../masking/masking.ts'
import type { NotRestored } from '../../plan/types.ts'
import type { FailureReport } from '../run/events.ts'

/** Further failures that a reason names. */
const mostNamed = 3

/** Characters of a reason that are recorded: a Secret has room for no more than a megabyte of facts. */
const longestReason = 20_000

/** Why a revision failed, as it may be recorded: masked, by tokens without this run's numbers, then cut. */
export function recordedReason(reason: string, { redact }: Pick<Masking, 'redact'>): string {
  const masked = redact(reason).replace(/\(masked \d+\)/g, '(masked)')
  return masked.length <= longestReason ? masked : `${masked.slice(0, longestReason)} …`
}

/** For the history: the first failure with its cause, and which others there are; undefined where there is none. */
export function describeFailures([first, ...others]: readonly FailureReport[]): string | undefined {
  if (first === undefined) return undefined
  const [cause] = first.causes
  const because = cause === undefined ? '' : ` (${cause.reason}: ${cause.message})`
  const also = others.length === 0 ? '' : `; also ${joinNames(others, mostNamed, ({ ref }) => describeRef(ref))}`
  return `${describeRef(first.ref)}: ${first.message}${because}${also}`
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
