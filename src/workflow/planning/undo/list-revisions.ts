import { alignColumns } from '../../../columns.ts'
import { formatWhen } from '../../../duration.ts'
import { isTrusted, type StoredRevision } from '../../../history/store.ts'
import { revisionsBeyond } from './barriers.ts'

/** The revisions as `kdeploy history` lists them, for an error that is about which there are. `now` in milliseconds since 1970. */
export function listRevisions(history: readonly StoredRevision[], now: number): string {
  if (history.length === 0) return 'no revision is recorded'
  const beyond = revisionsBeyond(history).numbers
  const rows = history.map((stored) => {
    const { number, status, createdAt, by, command } = stored.claimed ?? stored.revision
    const trust = isTrusted(stored) ? '' : ', not trusted'
    const barrier = beyond.has(number) ? ', beyond barrier' : ''
    return [String(number), `${status}${barrier}${trust}`, formatWhen(createdAt, now), ...[by, command].map(onOneLine)]
  })
  return alignColumns([['REVISION', 'STATUS', 'WHEN', 'BY', 'COMMAND'], ...rows]).join('\n')
}

/** What somebody else may have written stays in its row. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
