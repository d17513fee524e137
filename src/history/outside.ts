import type { OutsideMember } from './records/revision.ts'
import { isTrusted, type StoredRevision } from './store.ts'

/** What the revisions that a run may go by wrote outside the release's namespace, by UID. */
export function outsideIn(history: readonly StoredRevision[]): ReadonlyMap<string, OutsideMember> {
  const members = history.filter(isTrusted).flatMap(({ revision }) => revision.outside ?? [])
  return new Map(members.map((member) => [member.uid, member]))
}
