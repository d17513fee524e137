import type { ApiError } from './api-error.ts'

/** A field that another field manager owns with another value. */
export interface FieldConflict {
  /** As the server names it: `.spec.replicas`. */
  readonly field: string
  /** The manager's name: `kubectl-edit`. */
  readonly manager: string
  /** `kubectl edit` and controllers write by Update, other tools' server-side apply by Apply. */
  readonly operation: 'Apply' | 'Update'
  /** Set where the manager wrote a subresource: `scale`, `status`. */
  readonly subresource: string | undefined
}

/** The fields that refused a server-side apply; none for any other error. */
export function fieldConflicts(error: ApiError): FieldConflict[] {
  if (error.status !== 409) return []
  return error.causes
    .filter((cause) => cause.reason === 'FieldManagerConflict')
    .map(({ field, message }) => {
      const [, manager = ''] = /^conflict with "((?:[^"\\]|\\.)*)"/.exec(message) ?? []
      const [, subresource] = / with subresource "([^"]*)"/.exec(message) ?? []
      return { field, manager, operation: message.includes(' using ') ? 'Update' : 'Apply', subresource }
    })
}
