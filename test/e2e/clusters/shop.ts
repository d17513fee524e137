import type { Cluster } from '../../support/cluster/cluster.ts'
import type { TwoClusters } from '../../support/cluster/two-clusters.ts'
import { shopFiles } from '../../support/projects/shop.ts'

/** What differs from a shop that is the same on both clusters but for its greeting; each first of eu, then of us. */
export interface BothShop {
  readonly greetings?: readonly [string, string]
  readonly contexts?: readonly [string, string]
  /** Further keys of the clusters: `, canary: true`. */
  readonly more?: readonly string[]
  /** See Shop. */
  readonly stage?: string
  /** Further profiles like it, in namespaces of their own. */
  readonly files?: Readonly<Record<string, string>>
}

/** A shop, `prod_shop`, that is deployed to both clusters with a greeting of its own on each. */
export function onBoth(
  { namespace }: Pick<TwoClusters, 'namespace'>,
  { greetings: [eu, us] = ['hallo', 'howdy'], contexts = ['eu', 'us'], more = [], stage, files = {} }: BothShop = {},
): Record<string, string> {
  return shopFiles({
    namespace,
    ...(stage !== undefined && { stage }),
    files: {
      'profiles/default.yaml': `clusters:
  eu: {kubeContext: ${contexts[0]}, variables: {greeting: "${eu}"}${more[0] ?? ''}}
  us: {kubeContext: ${contexts[1]}, variables: {greeting: "${us}"}${more[1] ?? ''}}
`,
      ...files,
    },
  })
}

/** The greeting on eu, and that on us; undefined where there is none. */
export async function greetings({ eu, us }: Pick<TwoClusters, 'eu' | 'us'>): Promise<(string | undefined)[]> {
  return Promise.all([eu, us].map(greetingOn))
}

async function greetingOn(cluster: Cluster): Promise<string | undefined> {
  const text = await cluster.kubectl(['get', 'configmap', 'shop', '--ignore-not-found', '-o', 'json'])
  return text === '' ? undefined : (JSON.parse(text) as { data: { greeting: string } }).data.greeting
}

/** Profiles that each deploy one ConfigMap, `prod_a` and so on, on both clusters; each but the first needs the one before it. */
export function chainOnBoth(
  { namespace }: Pick<TwoClusters, 'namespace'>,
  names: readonly string[],
  state: string,
): Record<string, string> {
  return {
    'kdeploy.yaml': 'name: chain\n',
    'profiles/default.yaml': `namespace: ${namespace}
kubeContext: "{{ CLUSTER }}"
clusters: {eu: , us: }
variables: {state: ${state}}
`,
    ...Object.fromEntries(
      names.map((name, index) => [
        `profiles/prod_${name}.yaml`,
        index === 0 ? '' : `needs: [prod_${names[index - 1]}]\n`,
      ]),
    ),
    'templates/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: "chain-{{ profile_name }}"}
data: {state: "{{ state }}", cluster: "{{ CLUSTER }}"}
`,
  }
}

interface Live {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly labels?: object
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec?: object
  readonly data?: object
}

/** What a test's namespace has of the kinds that it deploys, but for what the cluster counts itself. */
export async function objectsOn(cluster: Cluster): Promise<Record<string, object>> {
  const text = await cluster.kubectl(['get', 'configmaps,deployments', '-o', 'json'])
  const { items } = JSON.parse(text) as { items: Live[] }
  return Object.fromEntries(
    items
      .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
      .map(({ kind, metadata, spec, data }) => {
        const { 'deployment.kubernetes.io/revision': _, ...annotations } = metadata.annotations ?? {}
        return [`${kind} ${metadata.name}`, { uid: metadata.uid, labels: metadata.labels, annotations, spec, data }]
      }),
  )
}
