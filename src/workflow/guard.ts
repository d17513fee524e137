import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError, throwCollected } from '../errors.ts'
import type { Guard, Placed } from '../profile/settings.ts'
import { getNamespace } from './planning/namespaces.ts'

/**
 * Stops a command that writes where the kube context, the cluster (UID of the namespace kube-system) or the namespace isn't
 * the one that the profile is bound to. @throws KdeployError `guard-mismatch` with everything that doesn't match
 */
export async function checkGuard(guard: Guard, cluster: Cluster, namespace: string): Promise<void> {
  const byContext = mismatch('kube context', guard.kubeContext, cluster.kubeContext)
  const byNamespace = mismatch('namespace', guard.namespace, namespace)
  const byCluster = mismatch(
    'cluster',
    guard.cluster,
    guard.cluster && (await uidOf(cluster, byContext ?? byNamespace)),
  )
  const problems = [byContext, byCluster, byNamespace].filter((problem) => problem !== undefined)
  throwCollected(problems, () => 'the profile is bound to another place')
}

/** A wrong cluster may well refuse or be out of reach, which must not hide the problem that led there. */
async function uidOf(cluster: Cluster, known: KdeployError | undefined): Promise<string> {
  try {
    return String((await getNamespace(cluster, 'kube-system'))?.metadata['uid'] ?? 'unknown')
  } catch (error) {
    throw known ?? error
  }
}

function mismatch(
  what: string,
  bound: Placed<string> | undefined,
  actual: string | undefined,
): KdeployError | undefined {
  if (bound === undefined || bound.value === actual) return undefined
  return new KdeployError({
    code: 'guard-mismatch',
    category: 'input',
    message: `the guard binds this profile to the ${what} ${bound.value}, but it would go to ${actual === '' ? 'none' : actual}`,
    place: bound.place,
    hint: 'check --context and --namespace; change the guard only if the profile really moved',
  })
}
