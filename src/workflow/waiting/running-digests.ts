import { childrenOf, childTypes, podType } from '../../kinds/rules/children.ts'
import { ObjectIndex } from '../../kinds/rules/object-index.ts'
import { listAt, textAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { digestOfImageId, parseImage } from '../../plan/images/image-reference.ts'
import { imagesIn } from '../../plan/images/images-of.ts'
import type { Tracker } from './mirror.ts'
import { kindOfTarget, type Target } from './targets.ts'

/** An image as a manifest names it, and what its registry calls what a pod runs of it. */
export interface RunningDigest {
  readonly image: string
  readonly digest: string
}

const statusLists = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'] as const

/**
 * What the pods of these objects run, as far as the watches told it, without a request. An image whose digest stands in the manifest is
 * left out. Nodes of several architectures may tell several digests of one image.
 */
export function runningDigests(tracker: Pick<Tracker, 'seen'>, targets: readonly Target[]): RunningDigest[] {
  return targets.flatMap((target) => {
    const wanted = new Set(
      imagesIn(target.object)
        .map(({ image }) => image)
        .filter(isWithoutDigest),
    )
    if (wanted.size === 0) return []
    return podsOf(tracker, target)
      .flatMap(digestsIn)
      .filter(({ image }) => wanted.has(image))
  })
}

/**
 * Of a pod, by its containers' names: `status.image` may be another name of the same image, and a webhook may have had the pod run
 * another image than the manifest names.
 */
function digestsIn(pod: KubeObject): RunningDigest[] {
  const ids = new Map(
    statusLists
      .flatMap((list) => listAt(pod, 'status', list))
      .map((one) => [textAt(one, 'name'), textAt(one, 'imageID')]),
  )
  return imagesIn(pod).flatMap(({ image, container }) => {
    const digest = digestOfImageId(ids.get(container) ?? '')
    return digest === '' ? [] : [{ image, digest }]
  })
}

/** Without those that are going: they may run what was there before. */
function podsOf(tracker: Pick<Tracker, 'seen'>, target: Target): KubeObject[] {
  const { children } = kindOfTarget(target)
  const { namespace } = target.ref
  const seen = (type: keyof typeof childTypes) =>
    tracker.seen(childTypes[type], namespace)?.objects ?? new ObjectIndex()
  const pods =
    target.ref.kind === childTypes[podType].kind && target.ref.group === ''
      ? [seen(podType).get(String(target.object.metadata['uid']))].flatMap((pod) => pod ?? [])
      : childrenOf(children, target.object, seen).pods
  return pods.filter(({ metadata }) => metadata['deletionTimestamp'] === undefined)
}

function isWithoutDigest(image: string): boolean {
  return parseImage(image).digest === ''
}
