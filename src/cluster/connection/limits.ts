/** How much of an answer is read at most, whatever its encoding. */
export interface ResponseLimit {
  /** Bytes after unpacking. */
  readonly bytes: number
  /** Values of its JSON: many small ones take far more memory than their text. Default: it is no JSON. */
  readonly values?: number
}

const KiB = 1024
const MiB = 1024 * KiB

/** An object holds 1.5 MB in etcd; JSON writes a control character as six. */
export const objectLimit: ResponseLimit = { bytes: 16 * MiB, values: 1_000_000 }

/** A page that is larger is asked for again in smaller ones. */
export const pageLimit: ResponseLimit = { bytes: 24 * MiB, values: 1_500_000 }

/** All pages of a list: 3000 Pods of a namespace, the most that Kubernetes is made for, are some 60 MiB. */
export const listLimit = { bytes: 96 * MiB, values: 4_000_000, pages: 5_000, milliseconds: 600_000 }

/** What the server serves: hundreds of CustomResourceDefinitions are 1 MiB. */
export const discoveryLimit: ResponseLimit = { bytes: 16 * MiB, values: 1_000_000 }

/** What one group and version serves, as servers before 1.26 tell it: the largest is 10 KiB. */
export const legacyLimit = { bytes: 2 * MiB, values: 100_000, versions: 1000, resources: 20_000 }

/** Of an answer that isn't success: a conflict over hundreds of fields names each twice. */
export const errorLimit: ResponseLimit = { bytes: MiB }

/** A log; the server is asked for no more, too. */
export const logLimit: ResponseLimit = { bytes: MiB }

/** One event of a watch, in characters. */
export const longestEvent = objectLimit.bytes

/** All events of a watch, in characters; after them the objects are listed again, which drops those deleted unseen. */
export const watchLimit = 64 * MiB

/** Objects and lists within each other. YAML and JSON of real objects have some 20, schemas of definitions some 100. */
export const deepestNesting = 500

/** Informational answers (1xx) before the real one. */
export const mostInformational = 20

/** `16 MiB`, `64 KiB`. */
export function inBinaryUnits(bytes: number): string {
  return bytes >= MiB ? `${bytes / MiB} MiB` : `${bytes / KiB} KiB`
}
