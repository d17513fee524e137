import { KdeployError } from '../errors.ts'
import { readParent } from '../history/records/parent.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import type { KubeObject } from '../manifest/types.ts'
import type { Project } from '../project/project.ts'
import { shellWords } from '../shell-words.ts'
import { deleteRelease, previewOfDelete } from './delete.ts'
import { checkGuard } from './resolving/guard.ts'
import { openProject, releaseOf } from './resolving/open-profile.ts'
import { readinessRulesOf } from './resolving/readiness-rules.ts'
import { startOf, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import { type Policy, type PolicyOptions, policyOf } from './run/policy.ts'
import type { Deleted, Preview } from './run/results.ts'
import { startRun } from './run/run.ts'
import type { ClusterTarget, World } from './run/world.ts'
import { expiredIn, refuseUnexpired } from './sweeping/expired.ts'
import { type GivenPlace, ProjectPlaces } from './sweeping/places.ts'

/** Where a sweep looks: in all namespaces, in one, or in those of the project's profiles. */
export interface SweepInput extends GivenPlace {
  readonly project: string | undefined
}

export type SweepOptions = Pick<PolicyOptions, 'timeout' | 'wait' | 'lockTimeout'>

/** A release that has expired, where it is, and what its profile says of it, if it is in the project still. */
export interface ExpiredRelease {
  readonly release: Release
  /** When, RFC 3339. */
  readonly at: string
  readonly target: ClusterTarget
  readonly project: Project
  readonly places: ProjectPlaces
}

/** A release was not deleted. */
export interface Left {
  /** Why, in a line. */
  readonly left: string
}

/**
 * The releases of a project that have expired by the API server's clock, by what is recorded of them on the cluster: their profiles may
 * be gone from the project. `warn`: of what is not looked through. @throws KdeployError `project-nameless`
 */
export async function findExpired(
  input: SweepInput,
  world: World,
  warn: (message: string) => void,
): Promise<readonly ExpiredRelease[]> {
  const project = openProject(input.project, world)
  const { name } = releaseOf(project, '', '')
  const places = await ProjectPlaces.read(project, input.project, world)
  const isEverywhere = input.allNamespaces || input.namespace !== undefined
  if (places.problem !== undefined && !isEverywhere) warn(places.problem)
  // Two kube contexts may lead to one cluster.
  const found = new Map<string, ExpiredRelease>()
  for (const { kubeContext, namespaces } of places.lookedThrough(input)) {
    const target = { ...input.target, kubeContext }
    await withConnection(target, world, async (connect) => {
      const cluster = await connect()
      for (const namespace of namespaces(cluster.defaultNamespace))
        for (const { uid, ...expired } of await expiredIn(cluster, namespace, name, warn))
          if (!found.has(uid)) found.set(uid, { ...expired, target, project, places })
    })
  }
  return [...found.values()].sort((a, b) => (identityOf(a.release) < identityOf(b.release) ? -1 : 1))
}

/** What sweepRelease would do, which stops after the plan: nothing is written. @throws what it throws before it writes */
export function previewSweep(
  expired: ExpiredRelease,
  options: SweepOptions,
  world: World,
  emit: Emit,
): Promise<Preview | Left> {
  return judging(expired, options, world, emit, previewOfDelete)
}

/**
 * Deletes an expired release as `kdeploy delete` does, and asks nobody. Under its lock it is judged once more: one that is frozen, whose
 * lock is held or that was given more time is left. One that another run changed since it was planned is planned again.
 * @throws KdeployError `guard-mismatch`, `parent-untrusted`, and what a delete throws
 */
export function sweepRelease(
  expired: ExpiredRelease,
  options: SweepOptions,
  world: World,
  emit: Emit,
): Promise<Deleted | Left> {
  return judging(expired, options, world, emit, deleteRelease)
}

/** Times that a release is planned which another run changes meanwhile. */
const attempts = 3

/** Why an expired release is left. */
const reasonsToLeave: ReadonlySet<string> = new Set(['release-frozen', 'lock-held', 'not-expired', 'nothing-deployed'])

function judging<Result>(
  { release, target, project, places }: ExpiredRelease,
  options: SweepOptions,
  world: World,
  emit: Emit,
  act: (...given: Parameters<typeof deleteRelease>) => Promise<Result>,
): Promise<Result | Left> {
  return withConnection(target, world, async (connect) => {
    const cluster = await connect()
    const { profile, namespace } = release
    for (const guard of places.guardsOf(profile, target.kubeContext)) await checkGuard(guard, cluster, namespace)
    emit(startOf(cluster, namespace, release))
    const run = startRun(cluster, world, emit)
    const policy = policyIn(project, options)
    const check = (parent: KubeObject | null) => refuseUnexpired(cluster, release, parent, world)
    const again = shellWords(['kdeploy', 'delete', '-p', profile, '-n', namespace])
    for (let attempt = 1; ; attempt += 1) {
      try {
        check(await readParent(cluster, release))
        return await act(run, release, policy, { named: [], again, check })
      } catch (error) {
        if (!(error instanceof KdeployError)) throw error
        if (error.code === 'plan-stale' && attempt < attempts) continue
        if (!reasonsToLeave.has(error.code)) throw error
        emit({ type: 'notice', message: `left: ${error.message}` })
        return { left: error.message }
      }
    }
  })
}

/** A frozen release is left in a preview, too. */
function policyIn(project: Project, options: SweepOptions): Policy {
  const { ownership, historyLimit } = project
  const rules = { ownership, readiness: readinessRulesOf(project), confirm: false, historyLimit }
  return policyOf('delete', { ...options, yes: true }, rules)
}
