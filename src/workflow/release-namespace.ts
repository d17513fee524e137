import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import { identityOf, type Release } from '../history/release.ts'
import type { KubeObject, Manifest } from '../manifest/types.ts'
import type { Plan } from '../plan/types.ts'
import { fieldManager, namespaceExists } from './plan-release.ts'

/** The release's namespace where it must be made: it is neither there nor rendered, and --create-namespace allows it. */
export async function namespaceToMake(
  cluster: Cluster,
  release: Release,
  manifests: readonly Manifest[],
  createNamespace: boolean,
): Promise<string | undefined> {
  if (manifests.some(({ object }) => isNamespace(object, release.namespace))) return undefined
  if (await namespaceExists(cluster, release.namespace)) return undefined
  if (createNamespace) return release.namespace
  throw new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: `the namespace ${release.namespace} of ${identityOf(release)} isn't there, and no template renders it`,
    hint: 'create it, or let kdeploy do it with --create-namespace',
  })
}

function isNamespace(object: KubeObject, name: string): boolean {
  return object.kind === 'Namespace' && object.apiVersion === 'v1' && object.metadata.name === name
}

/** The lock and the revision need the namespace, so it comes before everything else. */
export async function makeNamespace(
  cluster: Cluster,
  release: Release,
  plan: Plan,
  madeNamespace: string | undefined,
): Promise<void> {
  const rendered = plan.changes.find(
    ({ desired, action }) => action === 'create' && isNamespace(desired, release.namespace),
  )
  const made: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: release.namespace } }
  if (rendered === undefined && madeNamespace === undefined) return
  await cluster.apply(rendered?.desired ?? made, { fieldManager, dryRun: false })
}
