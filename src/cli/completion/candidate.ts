/** What may stand for the word that is typed. */
export interface Candidate {
  readonly value: string
  /** For shells that show it; `''` for none. */
  readonly description: string
}

/** What a shell offers: candidates, and where there is none, paths behind a part of the typed word that is no path. */
export interface Offer {
  readonly candidates: readonly Candidate[]
  readonly paths?: { readonly kind: 'files' | 'folders'; readonly behind: string } | undefined
}
