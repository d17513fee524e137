import { annotationOf } from '../../manifest/annotations.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { FormatError, timeOf } from './fields.ts'

/** On a release's parent: when the release has served its purpose, RFC 3339 by the API server's clock. A signature covers it. */
export const expiresAnnotation = 'kdeploy.dev/expires'

/** When a release expires, RFC 3339; or why that can't be read. */
export type Expiry = { readonly at: string } | { readonly unreadable: string }

/** undefined where it never does. The metadata of the parent is enough. */
export function expiryOf(parent: KubeObject | null): Expiry | undefined {
  const said = parent === null ? undefined : annotationOf(parent, expiresAnnotation)
  if (said === undefined) return undefined
  try {
    return { at: timeOf(said, 'its expiry') }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { unreadable: error.message }
  }
}

/** Whether it is over, in milliseconds since 1970; never where it can't be read, as whatever is over is deleted. */
export function isExpired(expiry: Expiry | undefined, now: number): boolean {
  return expiry !== undefined && 'at' in expiry && Date.parse(expiry.at) <= now
}
