import type { ApiResource, Cluster } from '../../cluster/api/cluster.ts'
import { joinNames } from '../../counts.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { identityOf, membershipFor, type Release } from '../../history/records/release.ts'
import type { RecordedManifest } from '../../history/records/revision.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import { membershipOf } from '../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { isRestartable, obstacleToRestart } from '../../plan/restart.ts'
import type { Emit } from '../run/events.ts'
import { isNamed, type NamedObject, typedName } from '../run/named-object.ts'
import type { Found } from './find-objects.ts'

/** Workloads that are named in an error; more are counted. */
const mostNames = 5

/** A workload whose pods a restart replaces. */
export interface RestartableWorkload extends Found {
  readonly live: KubeObject
}

/**
 * The recorded workloads of a release that a person named, or all of them.
 * @throws KdeployError `not-restartable`, `not-a-member`
 */
export async function namedWorkloads(
  cluster: Cluster,
  release: Release,
  deployed: readonly RecordedManifest[],
  named: readonly NamedObject[],
): Promise<RecordedManifest[]> {
  const all = deployed.filter(({ object }) => isRestartable(refOf(object)))
  if (named.length === 0) return all
  const resources = await Promise.all(named.map(({ kind }) => cluster.resourceNamed(kind)))
  const isMeant = (ref: ObjectRef) => named.some((one, index) => isNamed(ref, one, resources[index]))
  const problems = named.flatMap((one, index) => {
    const resource = resources[index]
    if (resource === undefined || !isRestartable(resource)) return notRestartable(one, resource)
    return all.some(({ object }) => isNamed(refOf(object), one, resource)) ? [] : notDeployed(one, release, all)
  })
  throwCollected(problems, (count) => `${count} of ${named.length} objects can't be restarted`)
  return all.filter(({ object }) => isMeant(refOf(object)))
}

/**
 * Those of the workloads whose pods a restart replaces. What keeps one from that is an error where it was `named`; else it is told, and the
 * others are restarted.
 * @throws KdeployError `workload-unknown`, `workload-paused`, `not-restartable`, `not-a-member`, `forbidden`
 */
export function restartableAmong(
  found: readonly Found[],
  release: Release,
  wereNamed: boolean,
  emit: Emit,
): RestartableWorkload[] {
  const problems: KdeployError[] = []
  const restartable: RestartableWorkload[] = []
  for (const one of found) {
    const problem = problemOf(one, release)
    if (problem !== undefined) {
      problems.push(problem)
      continue
    }
    const live = one.live as KubeObject
    const obstacle = obstacleToRestart(live)
    const message = `${describeRef(one.ref)} ${obstacle?.reason}`
    if (obstacle?.kind === 'empty') emit({ type: 'notice', message: `${message}: nothing to restart` })
    if (obstacle?.kind === 'partial') emit({ type: 'warning', message })
    if (obstacle?.kind !== 'empty') restartable.push({ ...one, live })
  }
  if (wereNamed) throwCollected(problems, (count) => `${count} workloads can't be restarted`)
  else for (const { message } of problems) emit({ type: 'warning', message: `${message}; it is not restarted` })
  return restartable
}

function problemOf({ ref, live }: Found, release: Release): KdeployError | undefined {
  const name = describeRef(ref)
  if (live === 'forbidden') {
    const message = `${name} may not be read`
    return new KdeployError({
      code: 'forbidden',
      category: 'cluster',
      message,
      hint: 'ask for the permission to get it',
    })
  }
  if (live === null) {
    const hint = 'kdeploy apply creates it again'
    return new KdeployError({ code: 'workload-unknown', category: 'input', message: `${name} does not exist`, hint })
  }
  const owner = membershipOf(live)
  if (owner?.applySet !== membershipFor(release).applySet) {
    const message =
      owner === undefined
        ? `${name} is not part of ${identityOf(release)} any more: somebody removed its label`
        : `${name} belongs to ${owner.release}`
    return new KdeployError({
      code: 'not-a-member',
      category: 'input',
      message,
      hint: 'see kdeploy status --exit-code',
    })
  }
  const obstacle = obstacleToRestart(live)
  if (obstacle?.kind !== 'blocked') return undefined
  const { reason, hint } = obstacle
  const code = reason.includes('paused') ? 'workload-paused' : 'not-restartable'
  return new KdeployError({ code, category: 'input', message: `${name} ${reason}`, hint })
}

function notRestartable(named: NamedObject, resource: ApiResource | undefined): KdeployError {
  return new KdeployError({
    code: 'not-restartable',
    category: 'input',
    message:
      resource === undefined
        ? `${typedName(named)}: the cluster has no resource "${named.kind}"`
        : `${typedName(named)}: a ${resource.kind} has no pods that a restart would replace`,
    hint: 'name a deployment, statefulset or daemonset; without a name, all of the release are restarted',
  })
}

function notDeployed(named: NamedObject, release: Release, all: readonly RecordedManifest[]): KdeployError {
  const names = joinNames(all, mostNames, ({ object }) => describeRef(refOf(object)))
  return new KdeployError({
    code: 'not-a-member',
    category: 'input',
    message: `${typedName(named)} is not a workload of ${identityOf(release)}`,
    hint: all.length === 0 ? 'the release has no workload to restart' : `its workloads: ${names}`,
  })
}
