import { count } from '../../counts.ts'
import { formatElapsed } from '../../duration.ts'
import { KdeployError, messageOf } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { SetRelease } from '../../order/release.ts'
import type { SetAction } from '../../sets/told/events.ts'
import type { ReleaseState } from '../../sets/told/results.ts'
import type { Ending } from '../json/json-events.ts'

/** How one release of a set ended, as it is told. */
export interface EndedRelease {
  readonly release: SetRelease
  /** What was done to it; undefined where nothing was begun. */
  readonly action: SetAction | undefined
  readonly state: ReleaseState
  readonly exitCode: number
  readonly reason: string | undefined
  /** See ReleaseEnd. */
  readonly revision?: number | undefined
  /** Milliseconds. */
  readonly elapsed: number
  /** Of a use case that returned. */
  readonly facts?: Omit<Ending, 'command' | 'elapsed' | 'exitCode'> | undefined
  readonly error?: unknown
  /** A signal ended it. */
  readonly interrupted: boolean
  /** What it did to objects, where an error ended it; undefined: nothing, or it is in `facts`. */
  readonly done?: string | undefined
}

/** What became of releases, in the order in which they are counted. */
export const outcomes = [
  ...(['done', 'planned', 'differs', 'unchanged', 'restored', 'failed', 'interrupted', 'skipped'] as const),
]

/** What became of a release, in a word. */
export function outcomeOf({ state, interrupted, facts }: EndedRelease): (typeof outcomes)[number] {
  if (state === 'failed' && interrupted) return 'interrupted'
  if (state !== 'done' || facts?.differences === undefined) return state
  return facts.dryRun ? 'planned' : 'differs'
}

/** Whether a person has to do something about it, or it never came to its turn. */
export function needsAttention({ state }: EndedRelease): boolean {
  return state === 'failed' || state === 'restored' || state === 'skipped'
}

const did = ['created', 'changed', 'adopted', 'transferred', 'recreated', 'deleted', 'orphaned', 'moved'] as const

/** `2 created, 1 changed`; `''` where nothing is known to have changed. */
export function changesOf({ facts }: EndedRelease): string {
  if (facts?.differences !== undefined && facts.differences > 0) return `${count(facts.differences, 'object')}`
  return did.flatMap((what) => (facts?.[what] ? [`${facts[what]} ${what}`] : [])).join(', ')
}

/** The revision at which it stands since the run; undefined where the run made none. */
export function revisionOf({ revision, facts }: EndedRelease): number | undefined {
  const restoration = facts?.restoration
  const restored = restoration !== undefined && 'revision' in restoration ? restoration.revision : undefined
  return revision ?? restored ?? facts?.revision
}

/** Why it isn't as it was meant to be, in a line that is not masked yet; undefined where it is. */
export function causeOf({ state, error, facts, reason, interrupted, done }: EndedRelease): string | undefined {
  if (state === 'done' || state === 'unchanged') return reason
  if (interrupted && state === 'failed') return done ?? 'nothing was written'
  if (error !== undefined) return errorLine(error)
  const [failure, ...others] = facts?.failures ?? []
  if (failure === undefined) return reason
  const [cause] = failure.causes
  const because = cause === undefined ? '' : `: ${cause.reason}: ${cause.message}`
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  return `${describeRef(failure.ref)}: ${failure.message}${because}${more}`
}

function errorLine(error: unknown): string {
  if (!(error instanceof KdeployError)) return `a bug in kdeploy: ${messageOf(error)}`
  const [first, ...others] = error.problems
  if (first === undefined) return error.message
  return others.length === 0 ? `${error.message}: ${first.message}` : `${error.message}; the first: ${first.message}`
}

/** `failed, revision 3, 1 changed, 12.3 s`. */
export function describeEnd(ended: EndedRelease): string {
  const revision = revisionOf(ended)
  const parts = [
    outcomeOf(ended),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    changesOf(ended),
    formatElapsed(ended.elapsed),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** What tells apart two errors of releases, whatever release they are of; undefined where many can not have it. */
export function sameness({ error, interrupted }: EndedRelease): string | undefined {
  if (interrupted || !(error instanceof KdeployError)) return undefined
  const shape = ({ code, message, place, detail, problems }: KdeployError): unknown[] => [
    ...[code, message, place, detail],
    problems.map(shape),
  ]
  return JSON.stringify(shape(error))
}
