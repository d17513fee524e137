import { refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { type Reach, reachOf, reachOfMembers } from './parent.ts'
import type { Release } from './release.ts'
import { recordedIn, type StoredRevision } from './store.ts'

/**
 * Where a release's members may be: as its parent says, or, where that was lost, as its revisions do. undefined before its first
 * deploy.
 */
export function reachKnown(
  release: Release,
  parent: KubeObject | null,
  history: readonly StoredRevision[],
): Reach | undefined {
  if (parent !== null) return reachOf(parent)
  if (history.length === 0) return undefined
  return reachOfMembers(
    release,
    recordedIn(history).map(({ object }) => refOf(object)),
  )
}
