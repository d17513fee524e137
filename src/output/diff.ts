import { formatPlace } from '../errors.ts'
import { describeRef } from '../manifest/identity.ts'
import type { DiffLine, ObjectDiff } from '../plan/types.ts'
import type { Pen } from './screen.ts'

/** Shows what would change as a unified diff, object by object. */
export function showDiff(diffs: readonly ObjectDiff[], pen: Pen): void {
  for (const diff of diffs) {
    const title = describeRef(diff.ref)
    const { bold } = pen.colour
    pen.line(bold(`--- ${diff.action === 'create' ? '(not there yet)' : `${title} (live)`}`))
    const how = diff.action === 'replace' ? ', to be deleted and made anew' : ''
    const from = diff.place === undefined ? 'no longer rendered, to be deleted' : `${formatPlace(diff.place)}${how}`
    pen.line(bold(`+++ ${title} (${from}${diff.checkedByServer ? '' : ', not checked by the server'})`))
    for (const line of diff.lines) pen.line(coloured(line, pen))
  }
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
