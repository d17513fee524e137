/** What the API server answered instead of doing it (metav1.Status). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status. */
  readonly status: number
  /** metav1.Status.reason: `Conflict`, `Forbidden`, `Invalid`, …; `''` where the body was no Status. */
  readonly reason: string
  /** metav1.Status.details.causes: field and message of each problem. */
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[]
  /** The request, without its body: `PATCH /apis/apps/v1/namespaces/a/deployments/web`. */
  readonly request: string
  /** From Retry-After, in seconds. */
  readonly retryAfter: number | undefined
  /** What to do about it, where the request's own circumstances tell: how to log in after a 401. */
  readonly hint: string | undefined

  constructor(details: {
    status: number
    reason: string
    message: string
    request: string
    causes?: readonly { reason: string; field: string; message: string }[]
    retryAfter?: number | undefined
    hint?: string | undefined
  }) {
    super(details.message)
    this.status = details.status
    this.reason = details.reason
    this.request = details.request
    this.causes = details.causes ?? []
    this.retryAfter = details.retryAfter
    this.hint = details.hint
  }
}
