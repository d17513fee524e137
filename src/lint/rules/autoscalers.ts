import { fieldAt, numberAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { FieldPath, Manifest, ObjectRef } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import type { RenderedRelease } from './rendered-release.ts'

/** A HorizontalPodAutoscaler, or KEDA's ScaledObject. */
export interface Autoscaler {
  readonly manifest: Manifest
  readonly target: ObjectRef
  /** Of the target's name. */
  readonly targetPath: FieldPath
  /** The fewest pods that it leaves. */
  readonly least: number
}

/** Those of a render that name what they scale. */
export const autoscalersOf = remembered((release: RenderedRelease): readonly Autoscaler[] => [
  ...release
    .ofKind('autoscaling/HorizontalPodAutoscaler')
    .flatMap((manifest) => autoscalerOf(manifest, numberAt(manifest.object, 'spec', 'minReplicas') ?? 1)),
  ...release
    .ofKind('keda.sh/ScaledObject')
    .flatMap((manifest) => autoscalerOf(manifest, numberAt(manifest.object, 'spec', 'minReplicaCount') ?? 0)),
])

/** KEDA takes a Deployment, where nothing else is said (keda.sh, "ScaledObject specification"). */
function autoscalerOf(manifest: Manifest, least: number): Autoscaler[] {
  const place = ['spec', 'scaleTargetRef']
  const reference = fieldAt(manifest.object, ...place)
  const name = textAt(reference, 'name')
  if (name === '') return []
  const target = refOf({
    apiVersion: textAt(reference, 'apiVersion') || 'apps/v1',
    kind: textAt(reference, 'kind') || 'Deployment',
    metadata: { name, namespace: refOf(manifest.object).namespace ?? '' },
  })
  return [{ manifest, target, targetPath: [...place, 'name'], least }]
}
