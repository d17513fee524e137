import { formatWhen } from '../duration.ts'
import { ownWords, shownLine } from '../masking/shown.ts'
import type { ListedRelease, ReleaseList } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonExpiry } from './json/json-parts.ts'
import { describeExpiry, describeFrozen } from './progress/freezes.ts'
import type { Pen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'
import { showWarning } from './terminal/warning.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

const titles = ['RELEASE', 'NAMESPACE', 'REVISION', 'STATUS', 'WHEN', 'BY', 'WORKLOADS'].map(ownWords)

/** The releases as a table, then what is frozen and was never deployed. `now` in milliseconds since 1970. */
export function showReleases(list: ReleaseList, now: number, pen: Pen, redact: (text: string) => string): void {
  showTable(list, now, pen, redact)
  for (const { release, freeze } of list.frozen) {
    const told = `${release.name}/${release.profile} in namespace ${release.namespace}, never deployed: ${describeFrozen(freeze, now)}`
    pen.line(shownLine(told, redact))
  }
}

function showTable(
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
    if (one?.freeze !== undefined) pen.line(`  ${shown(describeFrozen(one.freeze, now))}`)
    if (one?.expiry !== undefined) pen.line(`  ${shown(describeExpiry(one.expiry, now))}`)
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
  const { namespace, kubeContext, server, releases, frozen, unlistable } = list
  const document = {
    version,
    namespace,
    kubeContext: kubeContext === '' ? undefined : kubeContext,
    server,
    releases: releases.map(({ release, isKilled, expiry, ...facts }) => ({
      release: `${release.name}/${release.profile}/${release.namespace}`,
      namespace: release.namespace,
      ...facts,
      killed: isKilled || undefined,
      expires: jsonExpiry(expiry),
    })),
    frozen:
      frozen.length === 0
        ? undefined
        : frozen.map(({ release: { name, profile, namespace: where }, freeze }) => ({
            release: `${name}/${profile}/${where}`,
            freeze,
          })),
    unlistable: unlistable.length === 0 ? undefined : unlistable,
  }
  pen.json(redactStrings(document, redact), 2)
}
