import { adoptedIn, type StoredRevision } from '../../history/store.ts'
import { keyOf } from '../../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { AdoptedObject } from '../../plan/ownership/adoption.ts'
import { helmReleaseOf } from '../../plan/ownership/helm.ts'
import type { Plan } from '../../plan/types.ts'
import type { Adopted } from '../planning/check-helm.ts'
import type { Run } from '../run.ts'
import { type HelmKept, keepInHelm, releaseInHelm } from './helm-releases.ts'
import type { Written } from './write-log.ts'

/** What a plan adopts, or an earlier run adopted, of objects that Helm made; those are known by their record. */
export function helmObjectsOf({ changes }: Plan, history: readonly StoredRevision[]): Adopted[] {
  const records = adoptedIn(history)
  return changes.flatMap(({ ref, live, action, adoption }): Adopted[] => {
    if (live === null || action === 'replace') return []
    const record = records.get(String(live.metadata['uid']))
    const object = adoption === undefined && record !== undefined ? withMarks(live, record) : live
    const isAdopted = adoption !== undefined || record !== undefined
    return isAdopted && helmReleaseOf(object) !== undefined ? [{ ref, live: object }] : []
  })
}

/** The live object with the annotations of Helm that it had before it was adopted. */
function withMarks(live: KubeObject, { object }: AdoptedObject): KubeObject {
  const { annotations } = object.metadata
  const merged = { ...(annotations as JsonObject | undefined), ...(live.metadata['annotations'] as JsonObject) }
  return { ...live, metadata: { ...live.metadata, annotations: merged } }
}

/**
 * Has Helm keep what a plan adopts while `write` goes on, and from then on; what isn't written in the end isn't adopted, and Helm
 * gets it back.
 */
export async function keepingInHelm(
  run: Run,
  objects: readonly Adopted[],
  plan: Plan,
  written: Written,
  write: () => Promise<void>,
): Promise<void> {
  const kept = objects.length === 0 ? [] : await keepInHelm(run, objects)
  try {
    await write()
  } catch (error) {
    const adopting = plan.changes.filter(({ adoption }) => adoption !== undefined).map(({ ref }) => keyOf(ref))
    const unwritten = new Set(adopting.filter((key) => !written.has(key)))
    await releaseInHelm(run, only(kept, unwritten))
    throw error
  }
}

function only(kept: readonly HelmKept[], keys: ReadonlySet<string>): HelmKept[] {
  return kept
    .map((one) => ({ ...one, refs: one.refs.filter((ref) => keys.has(keyOf(ref))) }))
    .filter(({ refs }) => refs.length > 0)
}

/** Has Helm delete an object again as before, that was given back to it. */
export async function returnToHelm(run: Run, ref: ObjectRef, { object }: AdoptedObject): Promise<void> {
  const release = helmReleaseOf(object)
  if (release === undefined) return
  const { name: helmRelease, namespace } = release
  await releaseInHelm(run, [{ helmRelease, namespace, refs: [ref] }])
}
