import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError, throwCollected } from '../errors.ts'
import type { Guard, Placed } from '../profile/settings.ts'
import { getNamespace } from './planning/namespaces.ts'

/**
 * Stops a command that writes where the kube context, the cluster (UID of the namespace kube-system) or the namespace isn't
 * the one that the profile is bound to. @throws KdeployError `guard-mismatch` with everything that doesn't match
 */
export async function checkGuard(guard: Guard, cluster: Cluster, namespace: string): Promise<void> {
  const uid = guard.cluster && String((await getNamespace(cluster, 'kube-system'))?.metadata['uid'] ?? 'unknown')
  const problems = [
    mismatch('kube context', guard.kubeContext, cluster.kubeContext),
    mismatch('cluster', guard.cluster, uid),
    mismatch('namespace', guard.namespace, namespace),
  ].filter((problem) => problem !== undefined)
  throwCollected(problems, () => 'the profile is bound to another place')
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
