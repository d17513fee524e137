import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Release } from '../../history/records/release.ts'
import type { RecordedManifest, Revision } from '../../history/records/revision.ts'
import { runningOf } from '../../history/running.ts'
import type { StoredRevision } from '../../history/store.ts'
import { withoutHooks } from '../../plan/hooks.ts'
import { isReadable } from '../planning/undo/good-states.ts'
import type { ProfileInput } from '../run/input.ts'
import { nothingDeployed, nothingReadable } from './nothing-deployed.ts'

/** What a release's revisions say that the cluster runs. */
export interface RecordedState {
  /** The newest revision that can be read, and is trusted where one is. */
  readonly newest: StoredRevision
  /** What it says. */
  readonly newestRevision: Revision
  /** Those that came after it, oldest first. */
  readonly later: readonly StoredRevision[]
  /** The newest revision that wrote an object of the release; undefined where none did. */
  readonly running: Revision | undefined
  /** Its manifests, hooks among them. */
  readonly manifests: readonly RecordedManifest[]
  /** The same without hooks, which come and go. */
  readonly deployed: readonly RecordedManifest[]
  /** See Running. */
  readonly unwritten: ReadonlyMap<string, 'as-before' | 'never'>
  /** What a revision is taken to say. */
  readonly saidBy: (stored: StoredRevision) => Revision
}

/**
 * What a release runs, by its revisions. With a key, by those that are trusted: what anybody else wrote could have all seem well. Where
 * none is (they were all written without a key), by what they claim, which is said with it.
 * @throws KdeployError `nothing-deployed`, `namespace-missing`, `namespace-terminating`, `revision-unreadable`
 */
export async function recordedStateOf(
  history: readonly StoredRevision[],
  cluster: Cluster,
  release: Release,
  input: ProfileInput,
): Promise<RecordedState> {
  const known = history.filter(({ isStray }) => !isStray)
  const [last] = known.slice(-1)
  if (last === undefined) throw await nothingDeployed(cluster, release, input)
  const hasTrusted = known.some(({ revision }) => isReadable(revision))
  const saidBy = ({ claimed, revision }: StoredRevision) => (hasTrusted ? revision : (claimed ?? revision))
  const newest = known.findLast((stored) => isReadable(saidBy(stored)))
  if (newest === undefined) throw nothingReadable(last.revision)
  const running = runningOf(known.map(saidBy))
  const { manifests, unwritten } = running ?? { manifests: [], unwritten: new Map<string, never>() }
  return {
    newest,
    newestRevision: saidBy(newest),
    later: known.slice(known.indexOf(newest) + 1),
    running: running?.revision,
    manifests,
    deployed: withoutHooks(manifests),
    unwritten,
    saidBy,
  }
}
