/** What a digest looks like: its algorithm and its hexadecimal digits, as registries accept it. */
const digestForm = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** An image reference, taken apart. */
export interface ImageReference {
  /** Registry and repository: `registry.example.com:5000/team/app`. */
  readonly repository: string
  /** `''` where it has none. */
  readonly tag: string
  /** `sha256:…`; `''` where it has none. */
  readonly digest: string
}

/** `registry:5000/team/app:1.4@sha256:…` taken apart; what is no digest is left out. */
export function parseImage(image: string): ImageReference {
  const at = image.indexOf('@')
  const name = at < 0 ? image : image.slice(0, at)
  const digest = at < 0 ? '' : image.slice(at + 1)
  // A colon before a slash belongs to a registry's port.
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  return {
    repository: colon < 0 ? name : name.slice(0, colon),
    tag: colon < 0 ? '' : name.slice(colon + 1),
    digest: digestForm.test(digest) ? digest : '',
  }
}

/**
 * The digest in a container's `imageID`: `docker-pullable://app@sha256:…` (Docker), `registry/app@sha256:…` (containerd, CRI-O).
 * `''` for `sha256:…` alone, in whatever form: that is the ID of an image on its node, which no registry knows.
 */
export function digestOfImageId(imageId: string): string {
  return parseImage(imageId.replace(/^docker-pullable:\/\//, '')).digest
}
