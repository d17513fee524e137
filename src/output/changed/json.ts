import type { ChangedReleases, ReleaseChange } from '../../sets/changing/changes.ts'
import { jsonDifference } from '../json/json-difference.ts'
import { redactStrings } from '../json/json-events.ts'
import { jsonError } from '../json/json-parts.ts'
import type { Pen } from '../terminal/screen.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

/** All of it as one JSON document. */
export function showChangedAsJson(changed: ChangedReleases, pen: Pen, redact: (text: string) => string): void {
  const { since, existed, uncommitted, changes, releases, outside, problems } = changed
  const document = {
    version,
    since: { ...since, project: existed },
    uncommitted,
    compared: releases,
    changed: changes.map(jsonChange),
    matrix: { include: changes.filter(({ state }) => state !== 'removed').map(jsonRelease) },
    notCompared: outside.map(({ release, types }) => ({ ...jsonRelease({ release }), sources: types })),
    problems: problems.map(({ release, error }) => ({ ...jsonRelease({ release }), error: jsonError(error, false) })),
  }
  pen.json(redactStrings(document, redact), 2)
}

function jsonRelease({ release }: Pick<ReleaseChange, 'release'>) {
  return { release: release.label, profile: release.profile, cluster: release.cluster }
}

function jsonChange(change: ReleaseChange) {
  const release = { ...jsonRelease(change), state: change.state }
  if (change.state === 'unknown') return { ...release, error: jsonError(change.why, false) }
  if (change.state !== 'changed') return release
  const { objects, namespace, kubeContext, encrypted } = change.difference
  return {
    ...release,
    namespace,
    kubeContext,
    encrypted: encrypted.length === 0 ? undefined : encrypted,
    differences: objects.map(jsonDifference),
  }
}
