/** A part of a pattern. */
export type Node =
  /** One character. */
  | { readonly type: 'character'; readonly fits: (character: string) => boolean }
  /** A place between two characters; undefined where the text begins or ends. */
  | { readonly type: 'edge'; readonly fits: (before: string | undefined, after: string | undefined) => boolean }
  | { readonly type: 'sequence'; readonly parts: readonly Node[] }
  | { readonly type: 'choice'; readonly parts: readonly Node[] }
  /** `most` is Infinity where there is no end. */
  | { readonly type: 'repeat'; readonly part: Node; readonly least: number; readonly most: number }

/** A pattern that is not read; nobody sees it. */
export class UnreadableError extends Error {}
