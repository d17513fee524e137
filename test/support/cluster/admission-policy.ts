import type { Cluster } from './cluster.ts'

/** What a policy allows: a CEL expression over the objects of one resource, and what it says of those for which it is false. */
export interface PolicyRule {
  /** `group/resource`, or the resource alone in the core group; by default `configmaps`. */
  readonly resource?: string
  /** By default both. */
  readonly operations?: readonly ('CREATE' | 'UPDATE')[]
  readonly expression: string
  readonly message?: string
  /** CEL that makes the message. */
  readonly messageExpression?: string
}

const apiVersion = 'admissionregistration.k8s.io/v1'

/** The name of a ConfigMap that every policy here denies, which tells whether the API server knows of the policy. */
const probe = 'policy-probe'

/**
 * Runs something while a ValidatingAdmissionPolicy holds in the test's namespace. The API server learns of a policy, and that it
 * is gone, up to some seconds later: both are waited for.
 */
export async function withPolicy<T>(
  cluster: Cluster,
  { resource = 'configmaps', operations = ['CREATE', 'UPDATE'], expression, ...messages }: PolicyRule,
  run: () => Promise<T>,
): Promise<T> {
  const name = cluster.namespace
  const [plural = '', group = ''] = resource.split('/').toReversed()
  const validations = [
    { expression: `object.metadata.name != '${probe}'` },
    { expression: `request.resource.resource != '${plural}' || (${expression})`, ...messages },
  ]
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
    { apiGroups: [group], apiVersions: ['v1'], operations, resources: [plural] },
  ]
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': name } }
  await cluster.create([
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: { matchConstraints: { namespaceSelector, resourceRules }, validations },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ])
  const isInForce = () =>
    cluster.kubectl(['create', 'configmap', probe, '--dry-run=server']).then(
      () => false,
      (error: unknown) => {
        if (!String(error).includes('ValidatingAdmissionPolicy')) throw error
        return true
      },
    )
  try {
    await cluster.waitFor('the policy', isInForce)
    return await run()
  } finally {
    await cluster.kubectl(['delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', name])
    await cluster.waitFor('the end of the policy', async () => !(await isInForce()))
  }
}
