import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import { decodeRevision } from '../../../src/history/records/decode-revision.ts'
import { objectNameOf, type Release, revisionNameOf } from '../../../src/history/records/release.ts'
import type { Revision } from '../../../src/history/records/revision.ts'
import type { KubeObject, ObjectRef } from '../../../src/manifest/types.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { recordOf } from '../history/stored.ts'

/** A kubeconfig of somebody who may do what they like with the Secrets of the test's namespace, and nothing else. */
export function secretsOnly(cluster: Cluster): Promise<string> {
  return cluster.kubeconfigFor([{ apiGroups: [''], resources: ['secrets'], verbs: ['*'] }])
}

function secret({ namespace }: Release, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name }
}

/** A revision of a release as the cluster holds it. */
export async function readRevision(api: Api, release: Release, number: number): Promise<Revision> {
  const stored = await api.get(secret(release, revisionNameOf(release, number)))
  if (stored === null) throw new Error(`There is no revision ${number}`)
  return decodeRevision(release, stored)
}

/** Puts another revision in the place of one. */
export async function rewriteRevision(
  api: Api,
  release: Release,
  number: number,
  rewrite: (revision: Revision) => Revision,
): Promise<void> {
  const revision = rewrite(await readRevision(api, release, number))
  await api.delete(secret(release, revisionNameOf(release, number)))
  await api.create(recordOf(release, revision))
}

/** Adds manifests to a revision; those of the same kind and name, in whatever namespace, go. */
export function withManifests(revision: Revision, ...objects: readonly KubeObject[]): Revision {
  const nameOf = ({ kind, metadata }: KubeObject) => `${kind}/${metadata.name}`
  const names = new Set(objects.map(nameOf))
  const added = objects.map((object) => ({ template: 'web.yaml', object, sensitive: [] }))
  return {
    ...revision,
    manifests: [...revision.manifests.filter(({ object }) => !names.has(nameOf(object))), ...added],
  }
}

/** Has the ApplySet's parent say that members may be of these kinds and in these namespaces. */
export async function widenParent(
  api: Api,
  release: Release,
  groupKinds: readonly string[],
  namespaces: readonly string[],
): Promise<void> {
  const ref = secret(release, objectNameOf(release))
  const annotations = {
    'applyset.kubernetes.io/contains-group-kinds': groupKinds.join(','),
    'applyset.kubernetes.io/additional-namespaces': namespaces.join(','),
  }
  const options = { fieldManager: 'eve', dryRun: false }
  await api.patch(ref, 'application/merge-patch+json', { metadata: { annotations } }, options)
}
