import type { ReleaseStatus, StaleRead } from '../workflow/run/results.ts'
import { jsonRevision } from './history.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonCauseWithLog, jsonCounts, jsonExpiry, jsonObject, jsonReleasePlace, jsonUrls } from './json/json-parts.ts'
import { isKilled } from './status.ts'
import type { Pen } from './terminal/screen.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

function jsonStaleRead({ ref, changedAt, by, pods }: StaleRead): object {
  return { object: jsonObject(ref), changedAt, by, pods }
}

/** The status as one JSON document. `indent` in spaces; 0: on one line. */
export function showStatusAsJson(status: ReleaseStatus, pen: Pen, redact: (text: string) => string, indent = 2): void {
  pen.json(redactStrings({ version, ...jsonStatus(status) }, redact), indent)
}

/** The status of a release in the form that docs/reference/output.md documents, not masked yet. */
export function jsonStatus(status: ReleaseStatus) {
  const { revision, running, lock, freeze, expiry, unreadable, objects, terminating } = status
  return {
    ...jsonReleasePlace(status),
    revision: jsonRevision(revision),
    lock: lock === null || lock === undefined ? undefined : { ...lock, idle: Math.round(lock.idle) },
    killed: isKilled(status) || undefined,
    freeze,
    expires: jsonExpiry(expiry),
    running: revision.untouched && running !== undefined ? jsonRevision(running) : undefined,
    unreadable: unreadable.length === 0 ? undefined : unreadable.map(jsonRevision),
    objects: objects.map(
      ({ ref, template, state, isAwaited, isUnwritten, message, counts, causes, stale, ...compared }) => ({
        object: jsonObject(ref),
        template,
        state,
        awaited: isAwaited ? undefined : false,
        message,
        counts: jsonCounts(counts),
        causes: causes.map(jsonCauseWithLog),
        unwritten: isUnwritten || undefined,
        stale: stale.length === 0 ? undefined : stale.map(jsonStaleRead),
        drift: compared.drift.length === 0 ? undefined : compared.drift,
        claimedBy: compared.claimedBy,
        driftUnknown: compared.driftUnknown,
      }),
    ),
    urls: jsonUrls(status.urls ?? []),
    terminating:
      terminating.length === 0
        ? undefined
        : terminating.map(({ ref, reason }) => ({ object: jsonObject(ref), reason })),
  }
}
