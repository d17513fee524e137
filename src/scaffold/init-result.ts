/** A project that init wrote, or would write. */
export interface InitResult {
  /** As it was given; undefined: the working folder. */
  readonly folder: string | undefined
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** The profile to begin with. */
  readonly profile: string
  /** What a diff and an apply of it need: `['--adopt']`. */
  readonly applyOptions: readonly string[]
  /** What a person should know of it, a line each. */
  readonly notes: readonly string[]
  /** false for a dry run. */
  readonly isWritten: boolean
}
