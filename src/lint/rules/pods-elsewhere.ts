import { listAt, textAt, textsAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import { isBuiltInGroup } from '../../manifest/scope.ts'
import { remembered } from '../../remembered.ts'
import type { RenderedRelease } from './rendered-release.ts'

/** Labels that controllers give to pods (kubernetes.io, "Well-Known Labels, Annotations and Taints"). */
export const labelsByControllers =
  /^(?:statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|controller-revision-hash|pod-template-(?:hash|generation)|(?:batch\.kubernetes\.io\/)?(?:job-name|controller-uid|job-completion-index))$/

/** Groups of custom resources out of which no controller makes pods, and single kinds of other groups. */
const without: ReadonlySet<string> = new Set([
  'cert-manager.io',
  'acme.cert-manager.io',
  'external-secrets.io',
  'bitnami.com',
  'secrets.hashicorp.com',
  'secrets-store.csi.x-k8s.io',
  'kyverno.io',
  'cilium.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'traefik.io',
  'autoscaling.k8s.io',
  'snapshot.storage.k8s.io',
  'gateway.networking.k8s.io/GatewayClass',
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
  'gateway.networking.k8s.io/TCPRoute',
  'gateway.networking.k8s.io/TLSRoute',
  'gateway.networking.k8s.io/UDPRoute',
  'gateway.networking.k8s.io/ReferenceGrant',
  'gateway.networking.k8s.io/BackendTLSPolicy',
  'keda.sh/ScaledObject',
  'keda.sh/TriggerAuthentication',
  'keda.sh/ClusterTriggerAuthentication',
  'monitoring.coreos.com/ServiceMonitor',
  'monitoring.coreos.com/PodMonitor',
  'monitoring.coreos.com/Probe',
  'monitoring.coreos.com/PrometheusRule',
  'monitoring.coreos.com/ScrapeConfig',
  'monitoring.coreos.com/AlertmanagerConfig',
  'argoproj.io/AppProject',
])

/** The namespaces of a render in which some controller may make pods out of a custom resource: what they are can't be told. */
const namespacesOfUnknownPods = remembered((release: RenderedRelease): ReadonlySet<string | undefined> => {
  const refs = release.manifests.map(({ object }) => refOf(object))
  const unknown = refs.filter(
    ({ group, kind }) => !(isBuiltInGroup(group) || without.has(group) || without.has(`${group}/${kind}`)),
  )
  return new Set(unknown.map(({ namespace }) => namespace))
})

/**
 * Whether all pods of a namespace that belong to a render are those of its workloads, with the labels of their templates: it has some
 * there, and nothing else that may make or label pods. Without that nothing can be said of what selects none of them.
 */
export function knowsPodsOf(namespace: string | undefined, release: RenderedRelease): boolean {
  return (
    release.workloadsIn(namespace).length > 0 &&
    !namespacesOfUnknownPods(release).has(namespace) &&
    !hasPodMakers(release)
  )
}

const workloadResources: ReadonlySet<string> = new Set([
  ...['*', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'],
  ...['replicationcontrollers', 'jobs', 'cronjobs'],
])

const broadRoles: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit'])

/** Whether a program of the render is given the right to make pods, or to label them as a leader does: an operator. */
const hasPodMakers = remembered((release: RenderedRelease): boolean => {
  const rbac = (kind: string) => release.ofKind(`rbac.authorization.k8s.io/${kind}`).map(({ object }) => object)
  const rules = [...rbac('Role'), ...rbac('ClusterRole')].flatMap((role) => listAt(role, 'rules'))
  const bindings = [...rbac('RoleBinding'), ...rbac('ClusterRoleBinding')]
  return (
    bindings.some((binding) => broadRoles.has(textAt(binding, 'roleRef', 'name'))) ||
    rules.some((rule) => {
      const [resources, verbs] = [textsAt(rule, 'resources'), textsAt(rule, 'verbs')]
      const mayCreate = verbs.includes('create') || verbs.includes('*')
      const mayChange = mayCreate || verbs.includes('patch') || verbs.includes('update')
      return (
        (mayChange && resources.includes('pods')) || (mayCreate && resources.some((one) => workloadResources.has(one)))
      )
    })
  )
})
