import { adoptedIn, type StoredRevision } from '../../../history/store.ts'
import { annotationsOf } from '../../../manifest/annotations.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { helmReleaseOf } from '../../../plan/helm/helm.ts'
import type { AdoptedObject } from '../../../plan/ownership/adoption.ts'
import type { Plan } from '../../../plan/types.ts'
import { type Adopted, byRelease } from '../../planning/check-helm.ts'
import { deletes, readHelmHistory } from '../../planning/facts/helm-records.ts'
import { asKdeployError } from '../../run/request-errors.ts'
import type { Run } from '../../run/run.ts'
import { type KeptInHelm, keepInHelm, stopKeepingInHelm } from './helm-releases.ts'

/** What a plan adopts, or an earlier run adopted, of objects that Helm made; those are known by their record. */
export function helmObjectsOf({ changes }: Plan, history: readonly StoredRevision[]): Adopted[] {
  const records = adoptedIn(history)
  return changes.flatMap(({ ref, live, adoption }): Adopted[] => {
    if (live === null) return []
    const record = records.get(String(live.metadata['uid']))
    const object = adoption === undefined && record !== undefined ? withMarks(live, record) : live
    const isAdopted = adoption !== undefined || record !== undefined
    return isAdopted && helmReleaseOf(object) !== undefined ? [{ ref, live: object }] : []
  })
}

/** The live object with the annotations of Helm that it had before it was adopted. */
function withMarks(live: KubeObject, { object }: AdoptedObject): KubeObject {
  const merged = { ...annotationsOf(object), ...annotationsOf(live) }
  return { ...live, metadata: { ...live.metadata, annotations: merged } }
}

/**
 * Makes Helm keep adopted objects during and after `write`; objects not written in the end
 * are Helm's again.
 */
export async function whileKeptInHelm(
  run: Run,
  objects: readonly Adopted[],
  plan: Plan,
  write: () => Promise<void>,
): Promise<void> {
  const adopting = new Set(plan.changes.filter(({ adoption }) => adoption !== undefined).map(({ ref }) => keyOf(ref)))
  const [now, before] = [true, false].map((isNew) => objects.filter(({ ref }) => adopting.has(keyOf(ref)) === isNew))
  await keepInHelmOrWarn(run, before ?? [])
  const kept = await keepInHelm(run, now ?? [])
  try {
    await write()
  } catch (error) {
    const isUnwritten = ({ ref }: Adopted) => [undefined, 'not-recreated'].includes(run.ledger.outcomeOf(ref))
    const unwritten = new Set((now ?? []).filter(isUnwritten).map(({ ref }) => keyOf(ref)))
    await stopKeepingInHelm(run, only(kept, unwritten))
    throw error
  }
}

/**
 * Whether Helm would delete one of these objects by what it recorded since: an upgrade whose chart still has it records it without
 * what keeps it.
 */
export async function wouldHelmDelete(run: Run, objects: readonly Adopted[]): Promise<boolean> {
  const histories = await Promise.all(
    byRelease(objects).map(async ({ release, objects: made }) => {
      const { records } = await readHelmHistory(run.cluster, release)
      return records.some((record) => made.some(({ ref }) => deletes(record, ref)))
    }),
  )
  return histories.some(Boolean)
}

/** Makes Helm keep objects adopted earlier; a failure is only a warning. */
export async function keepInHelmOrWarn(run: Run, objects: readonly Adopted[]): Promise<void> {
  try {
    await keepInHelm(run, objects)
  } catch (error) {
    const problem = asKdeployError(error)
    if (problem === undefined) throw error
    const names = objects.map(({ ref }) => describeRef(ref)).join(', ')
    run.emit({ type: 'warning', message: `Helm may delete ${names}, which an earlier run adopted: ${problem.message}` })
  }
}

function only(kept: readonly KeptInHelm[], keys: ReadonlySet<string>): KeptInHelm[] {
  return kept
    .map((one) => ({ ...one, refs: one.refs.filter((ref) => keys.has(keyOf(ref))) }))
    .filter(({ refs }) => refs.length > 0)
}

/** Has Helm delete an object again as before, that was given back to it. */
export async function returnToHelm(run: Run, ref: ObjectRef, { object }: AdoptedObject): Promise<void> {
  const release = helmReleaseOf(object)
  if (release === undefined) return
  const { name: helmRelease, namespace } = release
  await stopKeepingInHelm(run, [{ helmRelease, namespace, refs: [ref] }])
}
