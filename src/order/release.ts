/** One release of a set: a profile on one of its clusters. */
export interface SetRelease {
  readonly profile: string
  /** One of the profile's `clusters`; undefined: it has none. */
  readonly cluster: string | undefined
  /** What it is called wherever several are told: `prod_cthulu`, `prod_cthulu@eu`. Unique in a set. */
  readonly label: string
}

/** A release by its profile and cluster. */
export function setRelease(profile: string, cluster: string | undefined): SetRelease {
  return { profile, cluster, label: cluster === undefined ? profile : `${profile}@${cluster}` }
}
