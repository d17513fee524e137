import { formatOrigin } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { DiffLine, HookPhase, ObjectDiff } from '../../plan/types.ts'
import type { Pen } from '../terminal/screen.ts'

/** What an action means where the lines alone don't say. */
const meaningOf: Readonly<Partial<Record<ObjectDiff['action'], string>>> = {
  recreate: ', to be recreated',
  adopt: ', to be adopted: it exists and is not part of this release',
  transfer: ', ownership transfer only: content unchanged',
}

/** When a hook runs, in words. */
export const when: Readonly<Record<HookPhase, string>> = {
  'before-apply': 'before the deploy',
  'after-apply': 'after the deploy',
}

/** Shows what would change of one object as a unified diff. */
export function showDifference(diff: ObjectDiff, pen: Pen): void {
  const title = describeRef(diff.ref)
  const { bold } = pen.colour
  pen.line(bold(`--- ${before(diff, title)}`))
  const how = meaningOf[diff.action] ?? afterDeletionNote(diff) + hookOf(diff)
  const from =
    diff.place === undefined ? `no longer rendered, ${describeFate(diff)}` : `${formatOrigin(diff.place)}${how}`
  pen.line(bold(`+++ ${title} (${from}${diff.checkedByServer ? '' : ', not checked by the server'})`))
  for (const line of diff.lines) pen.line(coloured(line, pen))
}

function afterDeletionNote({ afterDeletion }: ObjectDiff): string {
  return afterDeletion ? ', to be created once the object being deleted is gone' : ''
}

function before({ action, lines, afterDeletion }: ObjectDiff, title: string): string {
  if (afterDeletion) return `${title} (live, being deleted)`
  if (action === 'create') return '(does not exist)'
  if (action !== 'run') return `${title} (live)`
  const isNew = lines.every(({ kind }) => kind === 'added' || kind === 'hunk')
  return isNew && lines.length > 0 ? '(not in the last revision)' : `${title} (last revision)`
}

function describeFate({ action }: ObjectDiff): string {
  return action === 'orphan' ? 'to be orphaned: it stays, no longer part of a release' : 'to be deleted'
}

function hookOf({ hook }: ObjectDiff): string {
  return hook === undefined ? '' : `, hook: runs ${when[hook]}`
}

function coloured({ kind, text }: DiffLine, { colour }: Pen): string {
  switch (kind) {
    case 'added':
      return colour.green(`+${text}`)
    case 'removed':
      return colour.red(`-${text}`)
    case 'hunk':
      return colour.cyan(text)
    case 'context':
      return ` ${text}`
  }
}
