import fc from 'fast-check'
import type { RecordedAdoption, Revision } from '../../../src/history/records/revision.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** Where somebody would like to get to. */
export interface Target {
  /** The release's namespace, and another one. */
  readonly namespace: string
  readonly other: string
  /** The name of whatever is made in no namespace. */
  readonly name: string
  /** The live ConfigMap of the release, and one of somebody else's in the other namespace. */
  readonly member: KubeObject
  readonly stranger: KubeObject
}

const rbac = 'rbac.authorization.k8s.io'
const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
const admin = (namespace: string): JsonObject => ({
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
})

const object = (apiVersion: string, kind: string, metadata: JsonObject, content: JsonObject = {}): KubeObject =>
  ({ apiVersion, kind, metadata, ...content }) as KubeObject

/** What a revision can be made to hold; in the release's namespace only what grants rights. */
export const manifests: Readonly<Record<string, (target: Target) => KubeObject>> = {
  binding: ({ name, namespace }) => object(`${rbac}/v1`, 'ClusterRoleBinding', { name }, admin(namespace)),
  'binding as if namespaced': ({ name, namespace }) =>
    object(`${rbac}/v1`, 'ClusterRoleBinding', { name, namespace }, admin(namespace)),
  role: ({ name }) => object(`${rbac}/v1`, 'ClusterRole', { name }, { rules: everything }),
  'aggregated role': ({ name }) =>
    object(
      `${rbac}/v1`,
      'ClusterRole',
      { name, labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
      { rules: everything },
    ),
  'right inside': ({ namespace }) => object(`${rbac}/v1`, 'RoleBinding', { name: 'evil', namespace }, admin(namespace)),
  'role inside': ({ namespace }) => object(`${rbac}/v1`, 'Role', { name: 'evil', namespace }, { rules: everything }),
  elsewhere: ({ other }) => object('v1', 'ConfigMap', { name: 'evil', namespace: other }),
  "somebody else's": ({ other }) =>
    object('v1', 'ConfigMap', { name: 'theirs', namespace: other }, { data: { mine: 'no' } }),
  'nowhere said': ({ name }) => object('v1', 'ConfigMap', { name }),
  'own namespace': ({ namespace }) =>
    object('v1', 'Namespace', { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }),
  'new namespace': ({ name }) => object('v1', 'Namespace', { name }),
  class: ({ name, namespace }) => object('scheduling.k8s.io/v1', 'PriorityClass', { name, namespace }, { value: 1 }),
  definition: ({ name }) =>
    object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { name: `${name}s.example.com` },
      {
        spec: {
          group: 'example.com',
          scope: 'Cluster',
          names: { plural: `${name}s`, singular: name, kind: 'Evil' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
        },
      },
    ),
  list: ({ other }) =>
    object('v1', 'List', { name: 'all', namespace: other }, { items: [{ kind: 'ConfigMap', apiVersion: 'v1' }] }),
}

/** What a revision can be made to say that the release adopted; each says what it isn't. */
export const adoptions: Readonly<Record<string, (target: Target) => RecordedAdoption>> = {
  'as another object': ({ name, namespace, member }) => ({
    object: object(`${rbac}/v1`, 'ClusterRoleBinding', { name, uid: member.metadata['uid'] ?? null }, admin(namespace)),
  }),
  'as one elsewhere': ({ other, member }) => ({
    object: object('v1', 'ConfigMap', { name: 'theirs', namespace: other, uid: member.metadata['uid'] ?? null }),
  }),
  "somebody else's": ({ stranger }) => ({ object: { ...stranger, data: { mine: 'no' } } }),
}

/** What somebody did to the records, and what is run then. */
export interface Tamper {
  readonly manifests: readonly string[]
  readonly adoptions: readonly string[]
  /** The parent names every kind and the other namespace. */
  readonly widens: boolean
  /** Each revision says that what is elsewhere is the release's, as far as its UID can be known. */
  readonly claims: boolean
  /** Which revision holds it; 2 is the newest. */
  readonly revision: 1 | 2
  readonly status: Revision['status']
  readonly run: readonly string[]
}

const some = (all: Readonly<Record<string, unknown>>, most: number) =>
  fc.uniqueArray(fc.constantFrom(...Object.keys(all)), { maxLength: most })

export const tampers: fc.Arbitrary<Tamper> = fc.record({
  manifests: some(manifests, 4),
  adoptions: some(adoptions, 2),
  widens: fc.boolean(),
  claims: fc.boolean(),
  revision: fc.constantFrom(1, 2),
  status: fc.constantFrom('succeeded', 'applied', 'failed', 'pending'),
  run: fc.constantFrom(
    ...[['undo'], ['undo', '--to-revision', '1'], ['undo', '--also-restore', 'none'], ['undo', '--adopt', '--replace']],
    ...[['apply'], ['apply', '--undo-on-failure'], ['delete'], ['delete', '--give-back']],
    ['undo', '--force-conflicts', '--also-restore', 'none', '--adopt'],
  ),
})
