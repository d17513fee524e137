import { conditionOf } from '../../../src/manifest/fields.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { type DefinedProject, findDefinitions } from './definitions.ts'

/** Whether they could be had; see installDefinitions. */
export interface Installed {
  remove(): Promise<unknown>
}

/** Makes a project's real definitions, as far as their kinds are named, known to the cluster. undefined where they can't be had. */
export async function installDefinitions(
  cluster: Cluster,
  project: DefinedProject,
  kinds: readonly string[],
): Promise<Installed | undefined> {
  const definitions = (await findDefinitions(project))?.filter(({ spec }) => kinds.includes(spec.names.kind))
  if (definitions === undefined) return undefined
  const names = definitions.map(({ metadata: { name } }) => name)
  await cluster.create(definitions)
  for (const name of names)
    await cluster.waitFor(`the definition ${name}`, async () => isEstablished(await cluster.get('crd', name)))
  return { remove: () => cluster.kubectl(['delete', 'crd', ...names, '--ignore-not-found', '--timeout=60s']) }
}

function isEstablished(definition: KubeObject): boolean {
  return conditionOf(definition, 'Established')?.status === 'True'
}
