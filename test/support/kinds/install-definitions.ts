import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conditionOf } from '../../../src/manifest/fields.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { withLock } from '../control-plane/lock.ts'
import { type DefinedProject, findDefinitions } from './definitions.ts'

/** Whether they could be had; see installDefinitions. */
export interface Installed {
  remove(): Promise<unknown>
}

/**
 * Makes a project's real definitions, as far as their kinds are named, known to the cluster. undefined where they can't be had.
 * Waits while another test has that project's definitions, which it removes at its end.
 */
export async function installDefinitions(
  cluster: Cluster,
  project: DefinedProject,
  kinds: readonly string[],
): Promise<Installed | undefined> {
  const definitions = (await findDefinitions(project))?.filter(({ spec }) => kinds.includes(spec.names.kind))
  if (definitions === undefined) return undefined
  const names = definitions.map(({ metadata: { name } }) => name)
  const release = await holdLock(lockOf(cluster, project))
  const remove = () =>
    cluster.kubectl(['delete', 'crd', ...names, '--ignore-not-found', '--timeout=60s']).finally(release)
  try {
    await cluster.create(definitions)
    for (const name of names)
      await cluster.waitFor(`the definition ${name}`, async () => isEstablished(await cluster.get('crd', name)))
  } catch (error) {
    await remove()
    throw error
  }
  return { remove }
}

function lockOf({ kubeconfig }: Cluster, project: DefinedProject): string {
  const cluster = createHash('sha256').update(kubeconfig).digest('hex').slice(0, 16)
  return join(tmpdir(), `kdeploy-definitions-${cluster}-${project}.lock`)
}

/** Takes the lock, and returns what gives it back. */
function holdLock(path: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    withLock(
      path,
      () => {},
      () => new Promise<void>((release) => resolve(release)),
    ).catch(reject)
  })
}

function isEstablished(definition: KubeObject): boolean {
  return conditionOf(definition, 'Established')?.status === 'True'
}
