import type { ClusterTarget } from './world.ts'

/** What a person gives to every command that works on a profile. */
export interface ProfileInput {
  readonly profile: string
  /** The project's folder; undefined: the nearest one upwards. */
  readonly project: string | undefined
  readonly namespace: string | undefined
  readonly target: ClusterTarget
  /** Files of variables, later ones win. */
  readonly values: readonly string[]
  /** `name=value` each. */
  readonly set: readonly string[]
  readonly setString: readonly string[]
  readonly setFile: readonly string[]
}

/** Requests to the API server at a time, where nobody says otherwise. */
export const defaultConcurrency = 32
