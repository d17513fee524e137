import type { Revision } from '../../../history/records/revision.ts'
import { getOwn } from '../../../json-map.ts'
import { parseImage } from '../../../plan/images/image-reference.ts'
import { imagesOf } from '../../../plan/images/images-of.ts'

/** An image that a revision needs. */
export interface RecordedImage {
  /** As its manifests name it. */
  readonly image: string
  /** What is known of it: the digest in its name, else those that the revision's pods were seen to run; empty where none is. */
  readonly digests: readonly string[]
}

/** The images of a revision's manifests, each once, sorted. */
export function imagesOfRevision({
  manifests,
  digests = {},
}: Pick<Revision, 'manifests' | 'digests'>): RecordedImage[] {
  return imagesOf(manifests.map(({ object }) => object)).map((image) => {
    const { digest } = parseImage(image)
    return { image, digests: digest === '' ? (getOwn(digests, image) ?? []) : [digest] }
  })
}
