import type { KdeployError } from '../../errors.ts'
import type { SetRelease } from '../../order/release.ts'
import type { ReleaseDifference } from '../../workflow/changing/compare-releases.ts'

/**
 * How a release differs from what it was at a commit. `changed`: it is rendered otherwise; `new`, `removed`: its profile, or its
 * cluster, wasn't there then, or isn't any more; `unknown`: it could not be rendered as it was then.
 */
export type ReleaseChange =
  | { readonly release: SetRelease; readonly state: 'changed'; readonly difference: ReleaseDifference }
  | { readonly release: SetRelease; readonly state: 'new' | 'removed' }
  | { readonly release: SetRelease; readonly state: 'unknown'; readonly why: KdeployError }

/** What of a project's releases changed since a commit. */
export interface ChangedReleases {
  readonly since: { readonly revision: string; readonly commit: string }
  /** Whether there was a project then. */
  readonly existed: boolean
  /** Files of the project's folder that are not as the last commit has them: what they say counts as it is now. */
  readonly uncommitted: readonly string[]
  /** Those that changed, in the order of the profiles. */
  readonly changes: readonly ReleaseChange[]
  /** How many releases there are now. */
  readonly releases: number
  /** Releases that are as they were, as far as files tell, but read the types of sources that lie outside the project. */
  readonly outside: readonly { readonly release: SetRelease; readonly types: readonly string[] }[]
  /** What can't be rendered as it is now. */
  readonly problems: readonly { readonly release: SetRelease; readonly error: KdeployError }[]
}
