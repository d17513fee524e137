import { count, joinNames } from '../../counts.ts'
import { formatPlace } from '../../errors.ts'
import { stringifyJson } from '../../json.ts'
import type { Json } from '../../json-map.ts'
import { formatLine } from '../../manifest/describe.ts'
import { describeRef } from '../../manifest/identity.ts'
import { shownLine } from '../../masking/shown.ts'
import type { FieldDifference, ObjectDiff } from '../../plan/diff/types.ts'
import type { ChangedReleases, ReleaseChange } from '../../sets/changing/changes.ts'
import { shorten } from '../../shorten.ts'
import { reasonsOf } from '../progress/reasons.ts'
import type { Pen } from '../terminal/screen.ts'

type Redact = (text: string) => string

/** Fields of one object, characters of one value, and names in one line. */
const most = { fields: 20, value: 100, names: 12 } as const

/** Each release that changed, with what changes in it and why. */
export function showChanged({ changes, since }: ChangedReleases, pen: Pen, redact: Redact): void {
  const { bold, dim } = pen.colour
  const line = (text: string) => pen.line(text)
  for (const change of changes) {
    line(`${bold(change.release.label)}${summaryOf(change, since.commit, redact)}`)
    if (change.state !== 'changed') continue
    const { objects, namespace, kubeContext, encrypted } = change.difference
    if (namespace !== undefined) line(`  namespace: ${moved(namespace)}`)
    if (kubeContext !== undefined) line(`  kube context: ${moved(kubeContext)}`)
    for (const file of encrypted) line(`  ${shownLine(file, redact)}: encrypted, so that only the file is compared`)
    for (const object of objects) {
      line(`  ${objectLine(object)}`)
      if (object.action !== 'change') continue
      for (const field of object.fields.slice(0, most.fields)) {
        const reasons = reasonsOf(field).join(', ')
        line(`    ${fieldLine(field, redact)}${reasons === '' ? '' : dim(` (${shownLine(reasons, redact)})`)}`)
      }
      const left = object.fields.length - most.fields
      if (left > 0) line(dim(`    and ${count(left, 'more field')}`))
    }
  }
}

/** What is not in the list: how many there are, and what could not be compared. */
export function showChangedSummary(changed: ChangedReleases, pen: Pen): void {
  const { changes, since, releases, existed, uncommitted, outside, problems } = changed
  const removed = changes.filter(({ state }) => state === 'removed').length
  const name = since.commit.startsWith(since.revision) ? '' : ` (${since.revision})`
  const gone = removed === 0 ? '' : `, ${removed} removed`
  const wrong = problems.length === 0 ? '' : `, ${problems.length} can't be rendered`
  pen.line(
    `${changes.length - removed} of ${count(releases, 'release')} changed${gone}${wrong} since ${shortOf(since.commit)}${name}`,
  )
  if (!existed) pen.line('there was no project then, so that every release is new')
  if (uncommitted.length > 0) pen.line(`not committed, and compared as on disk: ${joinNames(uncommitted, most.names)}`)
  if (outside.length > 0) {
    const types = [...new Set(outside.flatMap((one) => one.types))].join(', ')
    const names = joinNames(outside, most.names, ({ release }) => release.label)
    pen.line(`what these read elsewhere (${types}) is not compared, and may have changed, too: ${names}`)
  }
}

/** The labels of the releases that changed and are there, each on a line. */
export function showChangedNames({ changes }: ChangedReleases, pen: Pen): void {
  for (const { release, state } of changes) if (state !== 'removed') pen.raw(`${release.label}\n`)
}

function summaryOf(change: ReleaseChange, commit: string, redact: Redact): string {
  switch (change.state) {
    case 'changed':
      return ''
    case 'new':
      return ': new'
    case 'removed':
      return ': removed; what it deployed stays until kdeploy delete'
    case 'unknown': {
      const { message, place } = change.why
      const where = place === undefined ? '' : ` (${formatPlace(place)})`
      return `: couldn't be rendered at ${shortOf(commit)}: ${shownLine(message + where, redact)}`
    }
  }
}

function objectLine({ ref, action, place, fields }: ObjectDiff): string {
  const name = describeRef(ref)
  const where = place === undefined ? '' : ` (${formatLine(place)})`
  if (action === 'create') return `created ${name}${where}`
  if (action === 'delete') return `removed ${name}`
  return `${name}${where}: ${count(fields.length, 'field')}`
}

function fieldLine({ path, action, before, after }: FieldDifference, redact: Redact): string {
  const name = shownLine(path, redact)
  switch (action) {
    case 'add':
      return `${name}: added ${shown(after, redact)}`
    case 'remove':
      return `${name}: removed ${shown(before, redact)}`
    case 'order':
      return `${name}: in another order`
    case 'change':
      return `${name}: ${shown(before, redact)} → ${shown(after, redact)}`
  }
}

function shown(value: Json | undefined, redact: Redact): string {
  const text = typeof value === 'string' ? value : stringifyJson(value ?? null, 0)
  return shorten(shownLine(text, redact), { most: most.value })
}

function moved({
  from = 'undecided',
  to = 'undecided',
}: {
  readonly from: string | undefined
  readonly to: string | undefined
}) {
  return `${from} → ${to}`
}

function shortOf(commit: string): string {
  return commit.slice(0, 9)
}
