import { joinNames } from '../../counts.ts'
import { formatOrigin } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { DiffLine, FieldReason, ObjectDiff } from '../../plan/diff/types.ts'
import type { HookPhase } from '../../plan/types.ts'
import type { Pen } from '../terminal/screen.ts'
import { narrowPair } from './narrow-pair.ts'
import { reasonsOf } from './reasons.ts'

/** What an action means where the lines alone don't say. */
const meaningOf: Readonly<Partial<Record<ObjectDiff['action'], string>>> = {
  recreate: 'to be recreated',
  adopt: 'to be adopted: it exists and is not part of this release',
  transfer: 'ownership transfer only: content unchanged',
}

/** When a hook runs, in words. */
export const when: Readonly<Record<HookPhase, string>> = {
  'before-apply': 'before the deploy',
  'after-apply': 'after the deploy',
}

/** Of what the server changes by itself, more is counted. */
const mostAlso = 5

/** Two states that are compared, none of them live: `revision 3`, the file of a snapshot. */
export interface ComparedStates {
  readonly from: string
  readonly to: string
}

/**
 * Shows what would change of one object, each part with its path, the template's line and the variables behind it; or in what it
 * differs between two recorded states.
 */
export function showDifference(diff: ObjectDiff, pen: Pen, states?: ComparedStates): void {
  const title = describeRef(diff.ref)
  const { bold, cyan, dim } = pen.colour
  const [old, next] = states === undefined ? planned(diff, title) : recorded(diff, title, states)
  pen.line(bold(`--- ${old}`))
  pen.line(bold(`+++ ${next}`))
  for (const hunk of diff.hunks) {
    const reason = describeReason(hunk)
    if (hunk.path !== '') pen.line(`${cyan(`@@ ${hunk.path} @@`)}${reason === '' ? '' : dim(` ${reason}`)}`)
    for (const line of narrowLines(hunk.lines, pen.columns)) pen.line(coloured(line, pen))
  }
  const also = joinNames(diff.alsoChanged, mostAlso, (path) => path)
  if (also !== '') pen.line(dim(`also changed by the API server: ${also}`))
}

/** On a terminal, a line that is replaced by one other is shown around what differs. */
function narrowLines(lines: readonly DiffLine[], columns: number | undefined): readonly DiffLine[] {
  if (columns === undefined) return lines
  const shown = [...lines]
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1]
    if (line.kind !== 'removed' || next?.kind !== 'added') continue
    if (lines[index - 1]?.kind === 'removed' || lines[index + 2]?.kind === 'added') continue
    const [before, after] = narrowPair(line.text, next.text, columns - 1)
    shown[index] = { ...line, text: before }
    shown[index + 1] = { ...next, text: after }
  }
  return shown
}

/** What becomes of an object, where the lines alone don't say. */
export function notesOf({ action, place, withRelease, hook, afterDeletion, checkedByServer }: ObjectDiff): string[] {
  const meaning = meaningOf[action]
  const how = [
    ...(afterDeletion ? ['to be created once the object being deleted is gone'] : []),
    ...(hook === undefined ? [] : [`hook: runs ${when[hook]}`]),
  ]
  const why = withRelease ? 'its release is deleted' : 'no longer rendered'
  return [
    ...(place === undefined ? [why, describeFate(action)] : meaning === undefined ? how : [meaning]),
    ...(checkedByServer ? [] : ['not checked by the server']),
  ]
}

/** `web.yaml:8, replicas from profiles/prod.yaml:3`. */
function describeReason(reason: FieldReason): string {
  return reasonsOf(reason).join(', ')
}

type Headings = readonly [before: string, after: string]

function planned(diff: ObjectDiff, title: string): Headings {
  const from = diff.place === undefined ? [] : [formatOrigin(diff.place)]
  return [before(diff, title), `${title} (${[...from, ...notesOf(diff)].join(', ')})`]
}

/** The place of a recorded manifest names where it was recorded. */
function recorded({ action, place }: ObjectDiff, title: string, { from, to }: ComparedStates): Headings {
  return [
    action === 'create' ? `(not in ${from})` : `${title} (${from})`,
    action === 'delete' ? `(not in ${to})` : `${title} (${place === undefined ? to : formatOrigin(place)})`,
  ]
}

function before({ action, hunks, afterDeletion, former }: ObjectDiff, title: string): string {
  if (former !== undefined) return `${describeRef(former)} (live, other content)`
  if (afterDeletion) return `${title} (live, being deleted)`
  if (action === 'create') return '(does not exist)'
  if (action !== 'run') return `${title} (live)`
  const isNew = hunks.length > 0 && hunks.every(({ path }) => path === '')
  return isNew ? '(not in the last revision)' : `${title} (last revision)`
}

function describeFate(action: ObjectDiff['action']): string {
  return action === 'orphan' ? 'to be orphaned: it stays, no longer part of a release' : 'to be deleted'
}

function coloured({ kind, text }: DiffLine, { colour }: Pen): string {
  switch (kind) {
    case 'added':
      return colour.green(`+${text}`)
    case 'removed':
      return colour.red(`-${text}`)
    case 'context':
      return ` ${text}`
  }
}
