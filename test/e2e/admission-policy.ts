import type { Cluster } from '../support/cluster.ts'

/**
 * A ValidatingAdmissionPolicy for the ConfigMaps of the test's namespace; resolves when it is in force, as `kubectl create` of
 * `setting-probe` with the mode `forbidden` and the arguments `probe` tells, with the way to remove it.
 */
export async function createPolicy(cluster: Cluster, expression: string, probe: readonly string[]) {
  const name = cluster.namespace
  const apiVersion = 'admissionregistration.k8s.io/v1'
  await cluster.create([
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
          ],
        },
        validations: [{ expression, message: 'this mode is not allowed here' }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ])
  const isProbeDenied = async () => {
    const args = ['create', 'configmap', 'setting-probe', '--from-literal=mode=forbidden', ...probe]
    const denied = await cluster.kubectl(args).then(
      () => false,
      () => true,
    )
    if (!denied && probe.length === 0) await cluster.kubectl(['delete', 'configmap', 'setting-probe'])
    return denied
  }
  await cluster.waitFor('the policy', isProbeDenied)
  return async () => {
    await cluster.kubectl(['delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', name])
  }
}
