import { runningOf } from '../../history/running.ts'
import type { StoredRevision } from '../../history/store.ts'
import { timeAt } from '../../manifest/fields.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { withStringDataAsData } from '../../manifest/secret.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { type DeployedData, dataOf } from '../../plan/staleness/config-changes.ts'

/** What each revision that wrote something left of a ConfigMap or Secret, oldest first. */
export function deployedData(ref: ObjectRef, history: readonly StoredRevision[]): DeployedData[] {
  const key = keyOf(ref)
  const revisions = history.map(({ revision }) => revision)
  return history.flatMap((stored, index): DeployedData[] => {
    const running = runningOf(revisions.slice(0, index + 1))
    if (running?.revision !== stored.revision) return []
    const recorded = running.manifests.find(({ object }) => keyOf(refOf(object)) === key)
    const data = recorded === undefined ? undefined : dataOf(withStringDataAsData(recorded.object))
    return [{ revision: stored.revision.number, at: writtenAt(stored), data }]
  })
}

/**
 * By the API server's clock, as the deployer's may be ahead; but the record that a rename copied, or a backup brought back, is younger
 * than the deploy.
 */
function writtenAt({ revision, secret }: StoredRevision): number {
  const recorded = timeAt(secret, 'metadata', 'creationTimestamp')
  const said = Date.parse(revision.createdAt)
  return Number.isNaN(said) ? recorded : Math.min(recorded, said)
}
