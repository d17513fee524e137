import { ApiError } from './api-error.ts'

/** Whether the API server refused a request: for want of a permission, or by admission or a quota. */
export function isForbidden(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 403
}

/** What a read gives; `fallback` where reading is forbidden. */
export async function unlessForbidden<Found, Fallback>(
  read: Promise<Found>,
  fallback: Fallback,
): Promise<Found | Fallback> {
  try {
    return await read
  } catch (error) {
    if (isForbidden(error)) return fallback
    throw error
  }
}

/** What RBAC (or another authorizer) refused. */
export interface MissingPermission {
  readonly verb: string
  /** The plural, with a subresource: `deployments/scale`. */
  readonly resource: string
  readonly group: string
  /** undefined: in the whole cluster. */
  readonly namespace: string | undefined
  readonly user: string
}

/** The permission that a 403 says is missing; undefined for admission, quota and any other error. */
export function missingPermission(error: ApiError): MissingPermission | undefined {
  if (error.status !== 403) return undefined
  const match =
    /User "(?<user>(?:[^"\\]|\\.)*)" cannot (?<verb>\S+) resource "(?<resource>[^"]*)" in API group "(?<group>[^"]*)"(?: in the namespace "(?<namespace>[^"]*)")?/.exec(
      error.message,
    )
  if (match?.groups === undefined) return undefined
  const { user = '', verb = '', resource = '', group = '', namespace } = match.groups
  return { verb, resource, group, namespace, user }
}
