import { KdeployError } from '../../../errors.ts'
import { isTrusted, type StoredRevision } from '../../../history/store.ts'

/**
 * The newest revision after `number` that isn't trusted, or is gone: whatever looks for a good state goes by all of them. undefined
 * where there is none, and where nothing is checked. What the release never recorded counts for nothing.
 */
export function untrustedSince(history: readonly StoredRevision[], number: number): StoredRevision | undefined {
  return history.findLast((stored) => !isTrusted(stored) && !stored.isStray && stored.revision.number > number)
}

/** `its manifests were altered`; undefined where nothing is said against it. */
export function whyUntrusted({ trust }: StoredRevision): string | undefined {
  return typeof trust === 'string' ? undefined : trust.untrusted
}

/** The refusal to go by a revision that isn't trusted. */
export function untrustedRevision(stored: StoredRevision, hint: string, detail?: string): KdeployError {
  return new KdeployError({
    code: 'revision-untrusted',
    category: 'conflict',
    message: `revision ${stored.revision.number} is not trusted: ${whyUntrusted(stored)}`,
    detail,
    hint,
  })
}
