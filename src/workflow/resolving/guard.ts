import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import { formatPlace, KdeployError, throwCollected, withDetail } from '../../errors.ts'
import type { Guard, Placed } from '../../profile/settings.ts'
import type { Connect } from '../run/connect.ts'
import { getNamespace } from '../run/namespace.ts'
import type { ProfilePlace } from './resolve-profile.ts'

const checkPlaceHint = 'check --context and --namespace; change the guard only if the profile really moved'
const offlineHint = '--offline runs no programs and reads no live sources'

/**
 * Stops a command where the kube context, the cluster (UID of the namespace kube-system) or the namespace isn't the one that
 * the profile is bound to. Only a guard with `cluster` makes a request. @throws KdeployError `guard-mismatch` with everything
 * that doesn't match
 */
export async function checkGuard(
  guard: Guard,
  cluster: Cluster,
  namespace: string,
  hint: string = checkPlaceHint,
): Promise<void> {
  const byContext = mismatch('kube context', guard.kubeContext, cluster.kubeContext, hint)
  const byNamespace = mismatch('namespace', guard.namespace, namespace, hint)
  const uid = guard.cluster && (await uidOf(cluster, guard.cluster, byContext ?? byNamespace))
  const byCluster = mismatch('cluster', guard.cluster, uid, hint)
  const problems = [byContext, byCluster, byNamespace].filter((problem) => problem !== undefined)
  throwCollected(problems, () => 'the guard requires another kube context, cluster or namespace')
}

/**
 * Checks the guard of a profile before its sources run a program or read the cluster, for a command that otherwise needs no
 * cluster; without such a source, or a guard, nothing is asked. @throws KdeployError as checkGuard and `connect` do
 */
export async function checkGuardOfSources(place: ProfilePlace, connect: Connect): Promise<void> {
  const { guard, kubeContext, namespace, readsOutside } = place
  const first = guard.kubeContext ?? guard.cluster ?? guard.namespace
  if (first === undefined || !readsOutside) return
  const cluster = await connect(kubeContext).catch((error: unknown) => {
    throw unchecked(error, first)
  })
  await checkGuard(guard, cluster, namespace ?? cluster.defaultNamespace, `${checkPlaceHint}; ${offlineHint}`).catch(
    (error: unknown) => {
      throw error instanceof KdeployError && error.category === 'cluster' ? unchecked(error, first) : error
    },
  )
}

/** A person who only renders may not expect that a cluster is asked. */
function unchecked(error: unknown, { place }: Placed<string>): unknown {
  if (!(error instanceof KdeployError)) return error
  const why = `the guard (${formatPlace(place)}) is checked before any program runs or any live source is read`
  return withDetail(error, why, [error.hint, offlineHint].filter(Boolean).join('; '))
}

/** What of a guard can't match whatever the cluster: a kube context or namespace that the profile itself decides otherwise. */
export function guardProblems({ guard, kubeContext, namespace }: ProfilePlace): KdeployError[] {
  const problems = [
    kubeContext && mismatch('kube context', guard.kubeContext, kubeContext, checkPlaceHint),
    namespace && mismatch('namespace', guard.namespace, namespace, checkPlaceHint),
  ]
  return problems.filter((problem) => problem instanceof KdeployError)
}

/** If the wrong cluster refuses or is unreachable, the known mismatch is reported instead. */
async function uidOf(cluster: Cluster, bound: Placed<string>, known: KdeployError | undefined): Promise<string> {
  try {
    return String((await getNamespace(cluster, 'kube-system'))?.metadata['uid'] ?? 'unknown')
  } catch (error) {
    if (known !== undefined) throw known
    if (!(error instanceof ApiError)) throw error
    const why = `the guard (${formatPlace(bound.place)}) identifies the cluster by the UID of this namespace`
    throw withDetail(explainApiError(error, { what: 'namespace kube-system' }), why)
  }
}

function mismatch(
  what: string,
  bound: Placed<string> | undefined,
  actual: string | undefined,
  hint: string,
): KdeployError | undefined {
  if (bound === undefined || bound.value === actual) return undefined
  return new KdeployError({
    code: 'guard-mismatch',
    category: 'input',
    message: `the guard requires the ${what} ${bound.value}, but this run would use ${actual === '' ? 'none' : actual}`,
    place: bound.place,
    hint,
  })
}
