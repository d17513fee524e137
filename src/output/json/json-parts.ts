import { KdeployError, messageOf, type Place } from '../../errors.ts'
import type { Cause, Counts } from '../../kinds/rules/kind.ts'
import type { ObjectRef, UsedVariable } from '../../manifest/types.ts'
import type { NotRestored } from '../../plan/types.ts'
import type { FailureReport, ReportedCause, Start, Unready } from '../../workflow/run/events.ts'
import type { ObjectUrls, ReleaseHistory, ReleasePlace, Restoration } from '../../workflow/run/results.ts'

/** What events share, in the form that docs/reference/output.md documents: each field is named here, so that no inner one leaks out. */

export function jsonStart({ release, ...place }: Omit<Start, 'type'>) {
  const identity = release && `${release.name}/${release.profile}/${release.namespace}`
  return { ...jsonReleasePlace({ ...place, release: identity ?? '' }), release: identity }
}

export function jsonReleasePlace({ release, namespace, kubeContext, server, as }: ReleasePlace) {
  return { release, namespace, kubeContext: kubeContext === '' ? undefined : kubeContext, server, as }
}

export function jsonObject({ group, version, kind, namespace, name }: ObjectRef) {
  return { group, version, kind, namespace, name }
}

/** A time; of one that can't be read, why. */
export function jsonExpiry(expiry: ReleaseHistory['expiry']) {
  return expiry !== undefined && 'at' in expiry ? expiry.at : expiry
}

/** undefined where there are none. */
export function jsonUrls(told: readonly ObjectUrls[]) {
  if (told.length === 0) return undefined
  return told.map(({ ref, urls, hasAddress }) => ({ object: jsonObject(ref), urls, address: hasAddress }))
}

export function jsonBarrier({ text, ref, revision }: ReleaseHistory['barriers'][number]) {
  return { text, object: jsonObject(ref), revision }
}

export function jsonPlace(place: Place | undefined) {
  return place === undefined ? undefined : { file: place.file, line: place.line, column: place.column }
}

export function jsonCause({ reason, message, pod, container, final }: Cause) {
  return { reason, message, pod, container, final }
}

export function jsonUnready({ ref, message, causes }: Unready) {
  return { object: jsonObject(ref), message, causes: causes.map(jsonCause) }
}

export function jsonFailure({ ref, place, message, causes }: FailureReport) {
  return {
    object: jsonObject(ref),
    place: jsonPlace(place),
    message,
    causes: causes.map(jsonCauseWithLog),
  }
}

export function jsonCauseWithLog(cause: ReportedCause) {
  return { ...jsonCause(cause), log: [...cause.lines] }
}

export function jsonNotRestored({ ref, problem }: NotRestored) {
  return { object: jsonObject(ref), error: jsonError(problem, false) }
}

export function jsonCounts(counts: Counts | undefined) {
  return counts === undefined ? undefined : { updated: counts.updated, ready: counts.ready, total: counts.total }
}

export function jsonRestoration(restoration: Restoration) {
  const { outcome } = restoration
  switch (restoration.outcome) {
    case 'restored':
      return { outcome, target: restoration.target, revision: restoration.revision }
    case 'incomplete': {
      const { target, revision, notRestored, problem } = restoration
      const error = problem === undefined ? undefined : jsonError(problem, false)
      return { outcome, target, revision, notRestored: notRestored.map(jsonNotRestored), error }
    }
    case 'nothing':
      return { outcome, reason: restoration.reason, barriers: restoration.barriers?.map(jsonBarrier) }
    case 'unready': {
      const { target, revision, notRestored, failures } = restoration
      const incomplete = notRestored.length === 0 ? {} : { notRestored: notRestored.map(jsonNotRestored) }
      return { outcome, target, revision, ...incomplete, failures: failures.map(jsonFailure) }
    }
    case 'refused':
      return {
        outcome,
        target: restoration.target,
        written: restoration.written,
        error: jsonError(restoration.problem, false),
      }
  }
}

export interface JsonError {
  readonly code: string
  readonly category: string
  readonly message: string
  readonly place?: ReturnType<typeof jsonPlace>
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly problems: readonly JsonError[]
}

/** Any error: one that a user can act on with all it knows, an interruption, or a bug in kdeploy. */
export function jsonError(error: unknown, interrupted: boolean): JsonError {
  if (interrupted) return simple('interrupted', 'interrupted', messageOf(error))
  if (!(error instanceof KdeployError)) return simple('internal', 'internal', messageOf(error))
  const { code, category, message, place, detail, hint, problems } = error
  return {
    code,
    category,
    message,
    place: jsonPlace(place),
    detail,
    hint,
    problems: problems.map((problem) => jsonError(problem, false)),
  }
}

function simple(code: string, category: string, message: string): JsonError {
  return { code, category, message, problems: [] }
}

interface JsonVariable {
  readonly name: string
  readonly by: string
  readonly place: ReturnType<typeof jsonPlace>
  readonly from: readonly JsonVariable[] | undefined
}

export function jsonVariable({ name, by, place, from = [] }: UsedVariable): JsonVariable {
  return { name, by, place: jsonPlace(place), from: from.length === 0 ? undefined : from.map(jsonVariable) }
}
