import { formatWhen } from '../duration.ts'
import { ownWords, shownLine } from '../masking/shown.ts'
import type { ListedRelease, ReleaseList } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import type { Pen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'
import { showWarning } from './terminal/warning.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

const titles = ['RELEASE', 'NAMESPACE', 'REVISION', 'STATUS', 'WHEN', 'BY', 'WORKLOADS'].map(ownWords)

/** The releases as a table. `now` in milliseconds since 1970. */
export function showReleases(
  { releases, namespace }: ReleaseList,
  now: number,
  pen: Pen,
  redact: (text: string) => string,
): void {
  const shown = (text: string) => shownLine(text, redact)
  if (releases.length === 0) {
    pen.line(`no releases in ${namespace === undefined ? 'any namespace' : `namespace ${shown(namespace)}`}`)
    return
  }
  const rows = releases.map((one) => [
    shown(`${one.release.name}/${one.release.profile}`),
    shown(one.release.namespace),
    ownWords(one.revision),
    ownWords(one.isKilled ? 'killed' : one.status),
    shown(formatWhen(one.createdAt, now)),
    shown(one.by ?? ''),
    ownWords(workloadsOf(one)),
  ])
  const [heading, ...lines] = tableOf([titles, ...rows])
  pen.line(heading)
  for (const [index, line] of lines.entries()) {
    const one = releases[index]
    pen.line(one === undefined || isWell(one) ? line : pen.colour.red(line))
    if (one?.reason !== undefined && one.status !== 'succeeded') pen.line(`  ${shown(one.reason)}`)
  }
}

/** That not all releases may be in the list. */
export function showUnlistable({ unlistable }: ReleaseList, pen: Pen): void {
  if (unlistable.length > 0)
    showWarning(`releases may be missing: Secrets may not be listed in ${unlistable.join(', ')}`, pen)
}

/** Whether its newest revision didn't fail, and all its workloads are ready. */
export function isWell({ status, isKilled, workloads }: ListedRelease): boolean {
  return status !== 'failed' && !isKilled && (workloads === undefined || workloads.ready === workloads.total)
}

function workloadsOf({ workloads }: ListedRelease): string {
  if (workloads === undefined) return 'unknown'
  return workloads.total === 0 ? 'none' : `${workloads.ready}/${workloads.total} ready`
}

/** The same as one JSON document. */
export function showReleasesAsJson(list: ReleaseList, pen: Pen, redact: (text: string) => string): void {
  const { namespace, kubeContext, server, releases, unlistable } = list
  const document = {
    version,
    namespace,
    kubeContext: kubeContext === '' ? undefined : kubeContext,
    server,
    releases: releases.map(({ release, isKilled, ...facts }) => ({
      release: `${release.name}/${release.profile}/${release.namespace}`,
      namespace: release.namespace,
      ...facts,
      killed: isKilled || undefined,
    })),
    unlistable: unlistable.length === 0 ? undefined : unlistable,
  }
  pen.json(redactStrings(document, redact), 2)
}
