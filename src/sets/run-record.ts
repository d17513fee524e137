import pLimit from 'p-limit'
import type { Cluster } from '../cluster/api/cluster.ts'
import type { Release } from '../history/records/release.ts'
import { runEndedAnnotation } from '../history/records/revision.ts'
import type { StoredRevision } from '../history/store.ts'
import { refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import type { SetRelease } from '../order/release.ts'
import { fieldManager } from '../workflow/run/run.ts'
import type { RunSet, World } from '../workflow/run/world.ts'

/** What a run of several releases records of itself, and learns of earlier ones. */
export interface RunRecord {
  /** The world of one release of the set. */
  worldOf(release: SetRelease): World
  /** Has the run's revisions say that it ended, in whatever way. What can't be marked is left: it is told as a run that was killed. */
  end(): Promise<void>
}

/** A revision that the run made. */
interface Recorded {
  readonly cluster: Cluster
  readonly secret: KubeObject
}

/** Revisions that are marked at a time. */
const atATime = 8

/** Begins the record of a run on so many releases; nothing is written before one of them is. */
export function recordRun(
  world: World,
  { releases, allOrNothing = false }: { readonly releases: number; readonly allOrNothing?: boolean | undefined },
): RunRecord {
  const made: Recorded[] = []
  const sets = new Map<string, RunSet>()
  const setOf = (): RunSet => {
    const found: KubeObject[] = []
    let isFirst = true
    return {
      releases,
      allOrNothing,
      foundBefore: found,
      sawHistory() {},
      recorded(cluster: Cluster, _release: Release, { secret }: StoredRevision) {
        made.push({ cluster, secret })
      },
      carriedOut({ changes }) {
        if (!isFirst || !allOrNothing) return
        isFirst = false
        for (const { action, live } of changes) if (action !== 'unchanged' && live !== null) found.push(live)
      },
    }
  }
  return {
    worldOf({ label }) {
      const set = sets.get(label) ?? setOf()
      sets.set(label, set)
      return { ...world, set }
    },
    async end() {
      const limit = pLimit(atATime)
      const ended = `ended ${new Date(world.wallClock()).toISOString()}`
      await Promise.allSettled(made.map((one) => limit(() => mark(one, ended))))
    },
  }
}

/** Metadata alone: what is immutable of it stays as it is. */
async function mark({ cluster, secret }: Recorded, text: string): Promise<void> {
  const body = { metadata: { annotations: { [runEndedAnnotation]: text } } }
  await cluster.patch(refOf(secret), 'application/merge-patch+json', body, { fieldManager, dryRun: false })
}
