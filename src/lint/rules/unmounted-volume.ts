import { fieldAt, listAt } from '../../manifest/fields.ts'
import type { FieldPath, JsonObject } from '../../manifest/types.ts'
import type { Rule, Violation } from './rule.ts'

export const unmountedVolume: Rule = {
  name: 'unmounted-volume',
  severity: 'warning',
  finds: 'a volume that no container mounts',
  reason: 'The pods wait for it all the same, and the mount that was meant is missing.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  fix: 'add the volumeMount, or remove the volume',
  *check({ workloads }): Iterable<Violation> {
    for (const { manifest, kind, podSpec, podPath, containers } of workloads) {
      if (containers.length === 0) continue
      const mounted = new Set(
        containers.flatMap(({ spec }) =>
          [...listAt(spec, 'volumeMounts'), ...listAt(spec, 'volumeDevices')].map(({ name }) => name),
        ),
      )
      const claims =
        kind === 'StatefulSet'
          ? named(listAt(manifest.object, 'spec', 'volumeClaimTemplates'), ['metadata', 'name'])
          : []
      const volumes = [
        ...named(listAt(podSpec, 'volumes'), ['name']).map((one) => ({ ...one, list: [...podPath, 'volumes'] })),
        ...claims.map((one) => ({ ...one, list: ['spec', 'volumeClaimTemplates'] })),
      ]
      for (const { name, index, list } of volumes) {
        if (mounted.has(name)) continue
        yield { manifest, path: [...list, index], message: `no container mounts the volume ${name}` }
      }
    }
  },
}

function named(
  volumes: readonly JsonObject[],
  place: readonly string[],
): { name: string; index: number; list?: FieldPath }[] {
  return volumes.map((volume, index) => ({ name: String(fieldAt(volume, ...place)), index }))
}
