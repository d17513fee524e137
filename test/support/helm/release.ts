import { join } from 'node:path'
import { inject } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import type { KubeObject, ObjectRef } from '../../../src/manifest/types.ts'
import type { Adopted } from '../../../src/workflow/planning/check-helm.ts'
import type { Emit } from '../../../src/workflow/run/events.ts'
import { type Run, startRun } from '../../../src/workflow/run/run.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { worldIn } from '../world.ts'
import { writeChart } from './chart.ts'
import { findHelm, type Helm, type HelmMajor, helmOf } from './helm.ts'

/** The chart `shop` in the test's namespace, and the real Helm that installs it. */
export interface HelmProject {
  readonly helm: Helm
  readonly chart: string
  readonly folder: string
  ref(kind: string, name: string): ObjectRef
  /** Those of them that are there, as the test's cluster has them. */
  live(api: Api, ...refs: readonly ObjectRef[]): Promise<Adopted[]>
  /** `Kind/name`, with `[keep]` where the live object has the annotation, of what the chart made. */
  there(): Promise<string[]>
}

/** Has Helm ready before the first test that needs it; a cold build takes longer than a test may. */
export async function buildHelm(...majors: readonly HelmMajor[]): Promise<void> {
  if (inject('cluster') === null) return
  for (const major of majors) await findHelm(major)
}

/** undefined where there is no Helm to be had. */
export async function createHelmProject(cluster: Cluster, major: HelmMajor): Promise<HelmProject | undefined> {
  const program = await findHelm(major)
  if (program === undefined) return undefined
  const { folder } = await cluster.createProject({ files: {} })
  const { namespace, kubeconfig } = cluster
  const group = (kind: string) => (kind === 'Deployment' ? 'apps' : '')
  return {
    helm: helmOf(program, kubeconfig, namespace, folder),
    chart: await writeChart(join(folder, 'shop')),
    folder,
    ref: (kind, name) => ({ group: group(kind), version: 'v1', kind, namespace, name }),
    async live(api, ...refs) {
      const found = await Promise.all(refs.map(async (ref) => ({ ref, live: await api.get(ref) })))
      return found.filter((one): one is Adopted => one.live !== null)
    },
    async there() {
      const selector = ['-l', 'app.kubernetes.io/managed-by=Helm']
      const { items } = await cluster.get<{ items: KubeObject[] }>('configmap,secret,service,deployment', ...selector)
      return items.map(nameWithPolicy).sort()
    },
  }
}

function nameWithPolicy({ kind, metadata }: KubeObject): string {
  const annotations = (metadata['annotations'] ?? {}) as Record<string, string>
  return `${kind}/${metadata.name}${annotations['helm.sh/resource-policy'] === 'keep' ? ' [keep]' : ''}`
}

/** A run of kdeploy on a connection, with the events that it tells. */
export function runOn(api: Api): { readonly run: Run; readonly events: Parameters<Emit>[0][] } {
  const events: Parameters<Emit>[0][] = []
  return { run: startRun(api, worldIn('/'), (event) => events.push(event)), events }
}
