import { KdeployError } from '../../errors.ts'
import { knownReach, warningsAboutParent } from '../../history/known-reach.ts'
import { readParent } from '../../history/records/parent.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import { refuseUnfinishedRename } from '../../history/records/rename.ts'
import { keyVariable } from '../../history/signing/keys.ts'
import { isTrusted, type StoredRevision } from '../../history/store.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { planCounts } from '../../plan/build.ts'
import { needsOfPrune } from '../../plan/permissions/further.ts'
import { needsOfDelete } from '../../plan/permissions/need.ts'
import { toKeep } from '../../plan/prune-candidates.ts'
import type { Plan } from '../../plan/types.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'
import { checkPermissions, type RunNeeds } from './facts/check-permissions.ts'
import { readHistoryUnlessFrozen } from './facts/recorded.ts'
import { placesOfKinds } from './facts/run-needs.ts'
import { planDelete, traceFates } from './prune/plan-prune.ts'
import { untrustedRevision } from './undo/trusted-target.ts'
import { type UndoLimits, withinLimits } from './undo/undo-limits.ts'

/** What a delete would do: a plan without manifests, which prunes all that the release applied. */
export interface PlannedDelete {
  readonly release: Release
  readonly plan: Plan
  /** null where somebody deleted it. */
  readonly parent: KubeObject | null
  readonly history: readonly StoredRevision[]
}

/**
 * Plans the delete of a release, tells what it would do, and checks all that can be checked beforehand. Writes nothing. `limits`: what
 * giving back goes by where no revision is trusted.
 * @throws KdeployError `nothing-deployed`, `release-frozen`, `forbidden`, `revision-untrusted`, and those of planDelete
 */
export async function planDeletePhase(
  run: Run,
  release: Release,
  { prune: policy, freezes }: Pick<Policy, 'prune' | 'freezes'>,
  limits: Pick<UndoLimits, 'named' | 'again'>,
): Promise<PlannedDelete> {
  const { cluster, world, emit } = run
  const keys = historyKeys(world)
  const [parent, history] = await Promise.all([
    readParent(cluster, release),
    readHistoryUnlessFrozen(run, release, freezes),
  ])
  refuseUnfinishedRename(release, parent)
  const reach = knownReach(release, parent, history, keys)
  if (reach === undefined) throw nothingDeployed(release)
  const needs: RunNeeds = {
    role: 'kdeploy-delete',
    needs: needsOfDelete(release.namespace),
    further: async () => needsOfPrune(await placesOfKinds(cluster, reach.groupKinds, release.namespace)),
  }
  await checkPermissions(run, needs)
  for (const message of warningsAboutParent(release, parent, keys)) emit({ type: 'warning', message })
  // Where objects stay as they are, no record of an adoption is needed.
  if (!policy.forgets) refuseUntrusted(release, history)
  const found = await planDelete(run, release, reach, history, policy, needs)
  const whole: Plan = { ...nothing, ...found, members: found.candidates.length }
  const plan = history.some(({ trust }) => trust === 'trusted')
    ? whole
    : // Adopted objects are given back within the limits of an undo, unless the history is signed.
      await withinLimits(run, release, whole, { ...limits, rendered: async () => [], orphans: true })
  traceFates(world, plan.candidates)
  const kept = toKeep(plan.candidates).length
  emit({ type: 'planned', ...planCounts(plan), unchanged: kept, kept })
  return { release, plan, parent, history }
}

const nothing: Omit<Plan, 'candidates' | 'terminating' | 'members'> = {
  changes: [],
  hooks: [],
  madeNamespace: undefined,
  notRestored: [],
  unlistable: [],
}

export function nothingDeployed(release: Release, hint?: string): KdeployError {
  return new KdeployError({
    code: 'nothing-deployed',
    category: 'input',
    message: `${identityOf(release)} does not exist: nothing was deployed under this name, profile and namespace`,
    hint,
  })
}

/**
 * Refuses to delete while the newest revision is untrusted: it may record adoptions. @throws KdeployError `revision-untrusted`
 */
function refuseUntrusted(release: Release, history: readonly StoredRevision[]): void {
  const newest = history.findLast(({ isStray }) => !isStray)
  if (newest === undefined || isTrusted(newest)) return
  throw untrustedRevision(
    newest,
    `apply ${identityOf(release)} first: it records a trusted revision, and then delete works; without ${keyVariable}, delete trusts the recorded state`,
  )
}
