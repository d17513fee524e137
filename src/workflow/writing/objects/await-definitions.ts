import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { kindOf } from '../../../kinds/kind-of.ts'
import { noChildren } from '../../../kinds/rules/children.ts'
import type { Assessment } from '../../../kinds/rules/kind.ts'
import { listAt, textAt } from '../../../manifest/fields.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Change } from '../../../plan/types.ts'
import { throwIfInterrupted } from '../../run/interruption.ts'
import type { Run } from '../../run/run.ts'

/** How long a CustomResourceDefinition may take until its objects can be written, in milliseconds. */
const definitionTimeout = 60_000

/** Between two looks, in milliseconds; it mostly takes less than 100. */
const pause = 50

/**
 * Waits until CustomResourceDefinitions that were written are established and the server serves their kinds, and has
 * discovery read again. Returns what is wrong with those that don't get there.
 */
export async function awaitDefinitions(run: Run, definitions: readonly Change[]): Promise<KdeployError[]> {
  const { cluster, world } = run
  if (definitions.length === 0) return []
  const end = world.monotonicClock() + definitionTimeout
  const outcomes = await Promise.all(definitions.map((change) => established(run, change, end)))
  throwIfInterrupted(run)
  for (;;) {
    cluster.refreshResources()
    const served = await Promise.all(
      definitions.filter((_, index) => outcomes[index] === undefined).map(({ merged }) => isServed(cluster, merged)),
    )
    if (served.every(Boolean) || world.monotonicClock() >= end) break
    await world.sleep(pause)
    throwIfInterrupted(run)
  }
  return outcomes.filter((outcome) => outcome !== undefined)
}

async function established(run: Run, change: Change, end: number): Promise<KdeployError | undefined> {
  const { cluster, world } = run
  for (;;) {
    const live = await cluster.get(change.ref)
    const assessment = live === null ? undefined : kindOf(change.ref).assess(live, noChildren, cluster.serverClock())
    if (assessment?.state === 'ready' || world.interrupted.aborted) return undefined
    if (assessment?.state === 'failed' || world.monotonicClock() >= end) return notEstablished(change, assessment)
    await world.sleep(pause)
  }
}

async function isServed(cluster: Cluster, definition: KubeObject): Promise<boolean> {
  const group = textAt(definition, 'spec', 'group')
  const kind = textAt(definition, 'spec', 'names', 'kind')
  const versions = listAt(definition, 'spec', 'versions').filter(({ served }) => served === true)
  const found = await Promise.all(
    versions.map((version) => cluster.resourceOf({ group, version: textAt(version, 'name'), kind })),
  )
  return found.every((resource) => resource !== undefined)
}

function notEstablished({ ref, manifest }: Change, assessment: Assessment | undefined): KdeployError {
  const [cause] = assessment?.causes ?? []
  return new KdeployError({
    code: 'definition-not-established',
    category: 'cluster',
    message: `CustomResourceDefinition ${ref.name} was written, but is not established: ${cause?.message ?? assessment?.message ?? 'it is gone'}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: `see its conditions: kubectl describe customresourcedefinition ${ref.name}`,
  })
}
