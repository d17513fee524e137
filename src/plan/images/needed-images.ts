import { getOwn } from '../../json-map.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef, SensitiveField } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { textMaskerOf } from '../masking/mask-text.ts'
import { parseImage } from './image-reference.ts'
import { imagesIn } from './images-of.ts'

/** An image, and what needs it. */
export interface NeededImage {
  /** As manifests name it. */
  readonly image: string
  /** What is known of it, sorted: the digest in its name, or those that pods were seen to run. */
  readonly digests: readonly string[]
  readonly neededBy: readonly ImageUse[]
}

/** An object that needs an image. */
export interface ImageUse {
  /** `name/PROFILE/namespace`; undefined: of what is rendered. */
  readonly release: string | undefined
  /** Numbers, ascending; empty: of what is rendered. */
  readonly revisions: readonly number[]
  readonly ref: ObjectRef
  readonly container: string
}

/** The revision that an object is part of. */
interface RevisionOf {
  readonly release: string
  readonly revision: number
}

interface Use extends ImageUse {
  readonly revisions: number[]
}

interface Entry {
  readonly digests: Set<string>
  readonly uses: Map<string, Use>
}

/** The images that objects need, each once. */
export class NeededImages {
  readonly #images = new Map<string, Entry>()
  readonly #masked = new Set<string>()
  readonly #mask: Masker
  readonly #redact: (text: string) => string

  /** `redact` masks known sensitive values in any text. */
  constructor(mask: Masker, redact: (text: string) => string) {
    this.#mask = mask
    this.#redact = redact
  }

  /** Adds the images of an object. `digests`: those that are known, by image. */
  add(
    recorded: { readonly object: KubeObject; readonly sensitive: readonly SensitiveField[] },
    digests: Readonly<Record<string, readonly string[]>>,
    of: RevisionOf | undefined,
  ): void {
    const ref = refOf(recorded.object)
    const maskText = textMaskerOf(recorded, this.#mask)
    for (const { image: named, container } of imagesIn(recorded.object)) {
      const image = this.#redact(maskText(named))
      if (image !== named) this.#masked.add(image)
      const entry = this.#images.get(image) ?? { digests: new Set(), uses: new Map() }
      this.#images.set(image, entry)
      const { digest } = parseImage(named)
      for (const known of digest === '' ? (getOwn(digests, named) ?? []) : [digest]) entry.digests.add(known)
      const key = JSON.stringify([of?.release, keyOf(ref), container])
      const use = entry.uses.get(key) ?? { release: of?.release, revisions: [], ref, container }
      entry.uses.set(key, use)
      if (of !== undefined && !use.revisions.includes(of.revision)) use.revisions.push(of.revision)
    }
  }

  /** Those in whose names something had to be masked. */
  get masked(): string[] {
    return [...this.#masked].sort()
  }

  /** By the image, what needs it by release and object. */
  sorted(): NeededImage[] {
    return [...this.#images]
      .map(([image, { digests, uses }]) => ({
        image,
        digests: [...digests].sort(),
        neededBy: [...uses]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([, use]) => ({ ...use, revisions: use.revisions.toSorted((a, b) => a - b) })),
      }))
      .sort((one, other) => (one.image < other.image ? -1 : 1))
  }
}
