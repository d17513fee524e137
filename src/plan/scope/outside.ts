import type { ObjectRef } from '../../manifest/types.ts'
import { shellWords } from '../../shell-words.ts'
import type { PruneCandidate } from '../types.ts'

/** Whether an object, named as the server names it, is in another namespace than its release, or in none. */
export function isOutside({ namespace }: Pick<ObjectRef, 'namespace'>, releaseNamespace: string): boolean {
  return namespace !== releaseNamespace
}

/** As a person names an object in an option: with its namespace where that isn't the release's. */
export function optionName({ group, kind, namespace, name }: ObjectRef, releaseNamespace: string): string {
  const type = group === '' ? kind : `${kind}.${group}`
  const place = namespace === undefined || namespace === releaseNamespace ? '' : `${namespace}/`
  return `${type.toLowerCase()}/${place}${name}`
}

/**
 * A prune candidate outside the release's namespace is deleted, or orphaned, only where a revision says that the release wrote this very
 * object (`known` are the UIDs): whoever may write in one namespace alone could name any other object in the release's records, and
 * anybody may have put a label on it. Anything else stays, with the reason.
 */
export function keepUnknown(
  candidates: readonly PruneCandidate[],
  namespace: string,
  known: ReadonlySet<string>,
): PruneCandidate[] {
  return candidates.map((one) => {
    const { ref, live, keptBecause, letGo = false } = one
    const isKnown = !isOutside(ref, namespace) || known.has(String(live.metadata['uid']))
    if (isKnown || (keptBecause !== undefined && !letGo)) return one
    const because = `outside ${namespace}, and no revision says that this release wrote it; to delete it: ${shellWords(['--also-delete', optionName(ref, namespace)])}`
    return { ...one, keptBecause: because, letGo: false, givenBack: undefined }
  })
}
