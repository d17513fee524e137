import { annotationsOf } from '../../manifest/annotations.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { type DataRead, isReloaded } from '../references/data-read.ts'
import { type Config, changeSince, type DataChange } from './config-changes.ts'
import { readsAtStart } from './pod-reads.ts'

/** A ConfigMap or Secret whose data changed after pods started that read it at their start. */
export interface StaleConfig extends DataChange {
  readonly kind: DataRead['kind']
  readonly name: string
  /** Sorted. */
  readonly pods: readonly string[]
}

/** A ConfigMap or Secret of a workload's namespace. */
export type ConfigName = Pick<DataRead, 'kind' | 'name'>

/** What the running pods of a workload read at their start, each once; nothing where a controller restarts them. */
export function configsReadAtStart(workload: KubeObject, pods: readonly KubeObject[]): ConfigName[] {
  if (isReloaded(annotationsOf(workload))) return []
  const reads = pods.filter(isStaying).flatMap((pod) => readsAtStart(pod).flatMap((one) => one.reads))
  return [...new Map(reads.map(({ kind, name }) => [`${kind}/${name}`, { kind, name }])).values()]
}

/** What changed since these pods read it; `configOf`: what is live, undefined where that is missing or may not be read. */
export function staleConfigs(
  pods: readonly KubeObject[],
  configOf: (config: ConfigName) => Config | undefined,
  manager: string,
): StaleConfig[] {
  const found = new Map<string, StaleConfig>()
  for (const pod of pods.filter(isStaying)) {
    for (const { reads, startedAt } of readsAtStart(pod)) {
      for (const { kind, name, key } of reads) {
        const config = configOf({ kind, name })
        const change = config === undefined ? undefined : changeSince(startedAt, config, key, manager)
        if (change === undefined) continue
        const id = `${kind}/${name}`
        const known = found.get(id)
        const names = new Set([...(known?.pods ?? []), pod.metadata.name])
        const newest = known === undefined || known.at < change.at ? change : known
        found.set(id, { kind, name, at: newest.at, by: newest.by, pods: [...names].sort() })
      }
    }
  }
  return [...found.values()]
}

function isStaying({ metadata }: KubeObject): boolean {
  return metadata['deletionTimestamp'] === undefined
}
