/** A comment that the next run of the same command finds again. */
export interface MarkedComment {
  /** Its first line, an HTML comment that no reader sees: the same at each run, and no other comment's. */
  readonly mark: string
  /** All of it, the mark at its beginning. */
  readonly body: string
  /** Whether it is made where there is none yet; else it only replaces one. */
  readonly create: boolean
}

/** What became of a comment; nothing is thrown, but for an interruption. */
export type Posted =
  | { readonly action: 'created' | 'replaced' | 'unchanged'; readonly url: string | undefined }
  /** There was none, and none was to be made. */
  | { readonly action: 'none' }
  | { readonly action: 'failed'; readonly problem: string; readonly hint: string | undefined }

/** The merge request, or pull request, that a CI job runs for. */
export interface CommentPlace {
  /** `pull request shop/app#7`, `merge request !7 of project 42`. */
  readonly name: string
  /** Characters that a comment may have. */
  readonly longest: number
  /** The commit that the job looks at, in hexadecimal; undefined where it isn't told. */
  readonly commit: string | undefined
  post(comment: MarkedComment): Promise<Posted>
}

/** Why there is no place for a comment. */
export interface NoPlace {
  readonly reason: string
  /** It is a mistake in the job, not a job for something else. */
  readonly isMistake: boolean
  readonly hint: string | undefined
}
