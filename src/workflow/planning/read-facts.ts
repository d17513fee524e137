import type { KdeployError } from '../../errors.ts'
import { throwCollected, withSubject } from '../../errors.ts'
import { knownReach, warningsAboutParent } from '../../history/known-reach.ts'
import { readParent } from '../../history/records/parent.ts'
import { membershipFor, type Release } from '../../history/records/release.ts'
import { refuseUnfinishedRename } from '../../history/records/rename.ts'
import type { StoredRevision } from '../../history/store.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import type { NotRestored } from '../../plan/types.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'
import { deferred } from './await-all.ts'
import type { Desired } from './desired.ts'
import { checkPermissions, type RunNeeds } from './facts/check-permissions.ts'
import { findDependencies } from './facts/dependencies.ts'
import { readNamespaces } from './facts/namespaces.ts'
import { type Members, readMembers } from './facts/read-members.ts'
import { needsOfDeploy } from './facts/run-needs.ts'
import { splitHooks } from './plan-hooks.ts'
import { namespaceToMake } from './release-namespace.ts'
import { type KnownManifest, resolveKinds } from './resolve-kinds.ts'

/** What is known before the server is asked about any manifest; what is promised may still be on its way. */
export interface Facts {
  readonly release: Release
  readonly manifests: readonly Manifest[]
  /** Those whose kind is known. */
  readonly located: readonly KnownManifest[]
  /** Those of them that are applied. */
  readonly items: readonly KnownManifest[]
  /** Those that are hooks. */
  readonly hooks: readonly KnownManifest[]
  /** The hooks that run where anything changes. */
  readonly running: readonly KnownManifest[]
  /** The manifests whose kind is unknown. */
  readonly unknown: readonly NotRestored[]
  /** What is wrong with the names of what manifests come after. */
  readonly unknownDependencies: readonly KdeployError[]
  /** See Plan. */
  readonly madeNamespace: string | undefined
  readonly needs: RunNeeds
  /** Rejects where a permission is missing, with all that are. */
  readonly permissions: Promise<void>
  /** Read before the live objects are, so that a deploy in between is noticed. */
  readonly history: Promise<readonly StoredRevision[]>
  readonly members: Promise<Members>
}

/**
 * Reads what a plan goes by, and begins to check the permissions.
 * @throws KdeployError `kind-unknown` where that isn't skipped, `namespace-missing`, `namespace-terminating`
 */
export async function readFacts(
  run: Run,
  { release, manifests }: Pick<Desired, 'release' | 'manifests'>,
  policy: Policy,
  history: Promise<readonly StoredRevision[]>,
): Promise<Facts> {
  const { cluster, emit } = run
  const parent = deferred(policy.prune.enabled ? readParent(cluster, release) : Promise.resolve(null))
  const { absent, unread } = await readNamespaces(cluster, release, manifests)
  const madeNamespace = namespaceToMake(absent, release, manifests, policy.missingNamespace, emit)
  const { located, unknown } = await resolveKinds(cluster, manifests, membershipFor(release), absent, madeNamespace)
  if (policy.unrestorable === 'refuse') refuseAll(unknown)
  // The slowest reads: started first.
  const members = deferred(readOwnMembers(run, release, located, parent, history))
  const { items, hooks, run: running } = splitHooks(located, policy.hooks.phases)
  const { outside, problems } = await findDependencies(cluster, [...items, ...running])
  const reach = async () => knownReach(release, await parent, await history, historyKeys(run.world))
  const mayBeMade = policy.missingNamespace === 'create' && unread.has(release.namespace)
  const deployment = {
    release,
    manifests,
    items,
    dependencies: outside,
    running,
    absent,
    madeNamespace,
    mayBeMade,
    policy,
  }
  const needs = needsOfDeploy(cluster, deployment, reach)
  const permissions = deferred(checkPermissions(run, needs))
  const facts = {
    release,
    manifests,
    located,
    items,
    hooks,
    running,
    unknown,
    madeNamespace,
    unknownDependencies: problems,
  }
  return { ...facts, needs, permissions, history, members }
}

async function readOwnMembers(
  run: Run,
  release: Release,
  located: readonly KnownManifest[],
  readingParent: Promise<KubeObject | null>,
  readingHistory: Promise<readonly StoredRevision[]>,
): Promise<Members> {
  const { cluster, world, emit } = run
  const keys = historyKeys(world)
  const [parent, history] = await Promise.all([readingParent, readingHistory])
  refuseUnfinishedRename(release, parent)
  for (const message of warningsAboutParent(release, parent, keys)) emit({ type: 'warning', message })
  const known = located.filter(({ checkAfter }) => checkAfter.length === 0).map(({ ref }) => ref)
  const reach = knownReach(release, parent, history, keys)
  return readMembers(cluster, release, known, reach, membershipFor(release))
}

/** @throws KdeployError with the problem of each, where there are any */
function refuseAll(notRestored: readonly NotRestored[]): void {
  throwCollected(
    notRestored.map(({ ref, problem }) => withSubject(problem, ref)),
    (count) => `${count} manifests can't be applied`,
  )
}
