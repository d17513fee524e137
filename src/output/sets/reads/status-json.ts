import type { FoundRun } from '../../../history/half-way.ts'
import type { ReleaseEnd, SeenRelease, SetResult } from '../../../sets/told/results.ts'
import { redactStrings } from '../../json/json-events.ts'
import { jsonError, jsonFailure } from '../../json/json-parts.ts'
import { jsonStatus } from '../../status-json.ts'
import type { Pen } from '../../terminal/screen.ts'
import { jsonRelease } from '../json.ts'
import { jsonHalfWay } from './half-way.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

/** How several releases are, as one JSON document. */
export function showSetStatusAsJson(
  { ends }: SetResult<SeenRelease>,
  halfWay: readonly FoundRun[],
  pen: Pen,
  redact: (text: string) => string,
): void {
  const document = { version, halfWay: halfWay.map(jsonHalfWay), releases: ends.map(jsonSeen) }
  pen.json(redactStrings(document, redact), 2)
}

function jsonSeen({ release, result, error }: ReleaseEnd<SeenRelease>) {
  const its = jsonRelease(release)
  if (result === undefined) return { ...its, error: jsonError(error, false) }
  if ('neverDeployed' in result) return { ...its, neverDeployed: true }
  const { status, failures } = result
  return { ...its, ...jsonStatus(status), failures: failures.length === 0 ? undefined : failures.map(jsonFailure) }
}
