/** Why a code host's API did not do what it was asked. */
export class CommentProblem extends Error {
  override readonly name = 'CommentProblem'
  /** undefined where there was no usable answer. */
  readonly status: number | undefined
  /** Whether it may have been done all the same. */
  readonly mayHaveHappened: boolean

  constructor(
    message: string,
    details: { readonly status?: number; readonly mayHaveHappened?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.status = details.status
    this.mayHaveHappened = details.mayHaveHappened === true
  }
}
