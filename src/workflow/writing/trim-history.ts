import { explainApiError } from '../../cluster/errors/explain.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import type { StoredRevision } from '../../history/store.ts'
import { trimRevisions } from '../../history/trim.ts'
import { neededRevisions } from '../planning/undo/kept-revisions.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'

/** Deletes revisions beyond the limit, but for what runs and what undos would bring back. What may not be deleted is told. */
export async function trimHistory(
  run: Run,
  release: Release,
  history: readonly StoredRevision[],
  { historyLimit }: Pick<Policy, 'historyLimit'>,
): Promise<void> {
  const { cluster, world, emit } = run
  const revisions = history.map(({ revision }) => revision)
  const needed = neededRevisions(revisions)
  const refusals = await trimRevisions(cluster, release, history, historyLimit, needed, historyKeys(world))
  const [first] = refusals
  if (first === undefined) return
  const many = refusals.length === 1 ? '1 old revision' : `${refusals.length} old revisions`
  const what = `${many} of ${identityOf(release)} could not be deleted (more than ${historyLimit} are kept now)`
  emit({ type: 'warning', message: explainApiError(first, { what }).message })
}
