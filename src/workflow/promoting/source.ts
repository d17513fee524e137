import { formatElapsed } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import { outcomeAnnotation } from '../../history/records/revision.ts'
import type { StoredRevision } from '../../history/store.ts'
import { getOwn } from '../../json-map.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import { parseImage } from '../../plan/images/image-reference.ts'
import { imagesIn } from '../../plan/images/images-of.ts'
import type { RunningImage } from '../../plan/images/promotion.ts'
import type { ReleaseStatus } from '../run/results.ts'

/** Refuses to promote from a release that isn't as its newest revision left it. @throws KdeployError `promotion-unhealthy` */
export function refuseUnhealthy({ release, revision, objects, unreadable, lock }: ReleaseStatus): void {
  const which = `revision ${revision.number} of ${release}`
  const [later] = unreadable
  if (later !== undefined) throw unhealthy(`a revision after ${which} can't be read`)
  if (revision.status !== 'succeeded') {
    const why = revision.reason === undefined ? '' : `: ${revision.reason}`
    throw unhealthy(`${which} is ${revision.status}${why}`)
  }
  if (lock?.isAlive === true) throw unhealthy(`${lock.holder} writes to ${release} right now`)
  const bad = objects.find(({ state, isAwaited }) => state === 'missing' || (isAwaited && state !== 'ready'))
  if (bad !== undefined)
    throw unhealthy(`${bad.ref.kind} ${bad.ref.name} of ${release} is ${bad.state}: ${bad.message}`)
}

function unhealthy(message: string): KdeployError {
  return new KdeployError({
    code: 'promotion-unhealthy',
    category: 'workload',
    message: `nothing is promoted: ${message}`,
    hint: 'see kdeploy status of the source; only what succeeded and is healthy now is promoted',
  })
}

/**
 * Refuses a revision whose deploy ended less than `baked` milliseconds ago, by the API server's clock: when its Secret was created, and
 * how long it took; one that was found to have succeeded later, since then. @throws KdeployError `promotion-early`
 */
export function refuseEarly(stored: StoredRevision, release: Release, baked: number, now: number): void {
  const { secret, revision } = stored
  const ended = Date.parse(String(secret.metadata['creationTimestamp'])) + (revision.duration ?? 0)
  const found = annotationOf(secret, outcomeAnnotation) === undefined ? 0 : Date.parse(revision.finishedAt ?? '')
  const age = Math.max(0, now - Math.max(ended, Number.isNaN(found) ? now : found))
  if (age >= baked) return
  throw new KdeployError({
    code: 'promotion-early',
    category: 'input',
    message: `nothing is promoted: revision ${revision.number} of ${identityOf(release)} ended ${formatElapsed(age)} ago, less than ${formatElapsed(baked)}`,
    hint: 'wait, or give a shorter --baked',
  })
}

/** The images of a revision, each with the digest that its pods run. @throws KdeployError `promotion-ambiguous` where they run several */
export function imagesThatRun({ revision }: StoredRevision): RunningImage[] {
  return revision.manifests.flatMap(({ object }) =>
    imagesIn(object).map(({ image, container }) => {
      const named = parseImage(image).digest
      const digests = named === '' ? (getOwn(revision.digests ?? {}, image) ?? []) : [named]
      if (digests.length > 1) throw ambiguous(image, digests)
      return { ref: refOf(object), container, image, digest: digests[0] ?? '' }
    }),
  )
}

function ambiguous(image: string, digests: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'promotion-ambiguous',
    category: 'input',
    message: `the pods of ${image} run ${digests.length} digests, so that none can be chosen`,
    detail: digests.join('\n'),
    hint: 'the tag moved, or nodes differ: deploy the source once more, with a digest in the name of the image',
  })
}
