import { fieldAt, listAt, numberAt, textAt, textsAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { JsonObject } from '../../manifest/types.ts'
import { shareOfPods } from '../../plan/share-of-pods.ts'
import type { RenderedRelease, Workload } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'

export const rollingUpdateVolume: Rule = {
  name: 'rolling-update-volume',
  severity: 'warning',
  finds: 'a Deployment of several pods, or that has two while it rolls, whose claim only one node or pod may mount',
  reason:
    'The new pod waits for the volume that the old one holds, and the old one for the new one to get ready: the rollout hangs unless both are on one node.',
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
  fix: 'strategy: {type: Recreate} with one replica, or a StatefulSet with a claim for each pod',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      if (workload.kind !== 'Deployment') continue
      const { manifest, podSpec, podPath } = workload
      const pods = mostPods(manifest.object)
      if (pods < 2) continue
      for (const [index, volume] of listAt(podSpec, 'volumes').entries()) {
        const mode = exclusiveModeOf(volume, workload, release)
        if (mode === undefined) continue
        const name = textAt(volume, 'persistentVolumeClaim', 'claimName')
        const strategy = fieldAt(manifest.object, 'spec', 'strategy') === undefined
        const path = strategy ? [...podPath, 'volumes', index] : ['spec', 'strategy']
        yield { manifest, path, message: `up to ${pods} pods at a time mount the claim ${name}, which is ${mode}` }
      }
    }
  },
}

/** How many pods a Deployment has while it rolls. */
function mostPods(deployment: JsonObject): number {
  const replicas = numberAt(deployment, 'spec', 'replicas') ?? 1
  if (replicas === 0 || textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') return replicas
  const surge = fieldAt(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') ?? '25%'
  return replicas + shareOfPods(surge, replicas, Math.ceil)
}

/** `ReadWriteOnce` or `ReadWriteOncePod`, where a rendered claim allows nothing else. */
function exclusiveModeOf(volume: JsonObject, { manifest }: Workload, release: RenderedRelease): string | undefined {
  const name = textAt(volume, 'persistentVolumeClaim', 'claimName')
  const { namespace } = refOf(manifest.object)
  const claim = release.find({ group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace, name })
  const modes = textsAt(claim?.object, 'spec', 'accessModes')
  return modes.every((mode) => /^ReadWriteOnce(?:Pod)?$/.test(mode)) ? modes[0] : undefined
}
