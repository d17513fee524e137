import { annotationOf } from '../manifest/annotations.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'

/** On a manifest: `allowed` has the live object deleted and recreated where a field must change that can't be changed. */
export const recreateAnnotation = 'kdeploy.dev/replace'

/** Whether its annotation allows to recreate it. */
export function isRecreateAllowed(object: KubeObject): boolean {
  return annotationOf(object, recreateAnnotation) === 'allowed'
}

/** What decides whether a live object may be recreated. */
export interface RecreationFacts {
  readonly desired: KubeObject
  readonly live: KubeObject | null
  /** Its kind is deleted only by name. */
  readonly isDeletedOnlyByName: boolean
  /** The live object isn't the release's. */
  readonly isForeign: boolean
  /** A person named it. */
  readonly isNamed: boolean
  /** A person allowed whatever has to be recreated. */
  readonly isAny: boolean
  /** Keys of what the manifests that an undo undoes allowed to recreate; undefined where nothing is undone. */
  readonly undone: ReadonlySet<string> | undefined
}

/**
 * Whether a live object may be recreated; `only-by-name`: not unless a person names it. What holds data, what isn't the release's,
 * and a StatefulSet, whose pods outlive it, is never recreated by a choice that was made for others.
 */
export function decideRecreation({
  desired,
  live,
  isDeletedOnlyByName,
  isForeign,
  isNamed,
  isAny,
  undone,
}: RecreationFacts): 'allowed' | 'only-by-name' | 'refused' {
  if (isNamed) return 'allowed'
  const ref = refOf(desired)
  if (isDeletedOnlyByName || ref.kind === 'StatefulSet' || (isForeign && live !== null)) return 'only-by-name'
  const isUndone = undone !== undefined && (undone.has(keyOf(ref)) || (live !== null && isRecreateAllowed(live)))
  return isAny || isUndone || isRecreateAllowed(desired) ? 'allowed' : 'refused'
}
