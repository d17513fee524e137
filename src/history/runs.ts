import { refOf } from '../manifest/identity.ts'
import type { ObjectRef } from '../manifest/types.ts'
import type { RevisionRun } from './records/revision.ts'
import { leftUnchanged } from './running.ts'
import type { StoredRevision } from './store.ts'

/** What a release's revisions say of one run. */
export interface ReleaseRun extends RevisionRun {
  /** Of its first revision. */
  readonly by: string
  readonly createdAt: string
  readonly command: string
  /** Whether what it wrote is what the cluster has: nothing was written since. */
  readonly isInForce: boolean
  /** Whether it was killed, or stopped by an error or a signal, while it wrote to this release; also as long as it writes. */
  readonly isCutOff: boolean
  /** See Revision.runEnded. */
  readonly ended: string | undefined
  /** The Secret of its newest revision. */
  readonly secret: ObjectRef
}

/** The runs that made a release's revisions, those that wrote last at the end. What isn't trusted or can't be read tells of none. */
export function runsIn(history: readonly StoredRevision[]): readonly ReleaseRun[] {
  const runs = new Map<string, ReleaseRun>()
  const written = history.findLast(({ revision, isStray }) => !isStray && !leftUnchanged(revision))?.revision
  for (const { revision, secret } of history) {
    const { run, by, createdAt, command, status, cutOff, runEnded } = revision
    if (run === undefined) continue
    const { by: who = by, createdAt: when = createdAt, command: what = command, ended } = runs.get(run.id) ?? {}
    runs.delete(run.id)
    runs.set(run.id, {
      ...{ ...run, by: who, createdAt: when, command: what, secret: refOf(secret) },
      isInForce: written?.run?.id === run.id,
      isCutOff: status === 'pending' || cutOff === true,
      ended: runEnded ?? ended,
    })
  }
  return [...runs.values()]
}
