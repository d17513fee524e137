import { joinNames } from '../counts.ts'
import { KdeployError, type Place } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ProfileFile } from './profile-file.ts'

/** One of a profile's clusters. */
export interface ProfileCluster {
  readonly name: string
  /** Deployed before those that aren't. */
  readonly canary: boolean
  /** Where it is named first. */
  readonly place: Place
}

/** The clusters of a profile, in the order in which its layers name them; empty where it has none. */
export function clustersOf(layers: readonly ProfileFile[]): readonly ProfileCluster[] {
  const found = new Map<string, ProfileCluster>()
  for (const { clusters, placeOf } of layers) {
    for (const [name, { canary }] of clusters) {
      const before = found.get(name)
      found.set(name, {
        name,
        canary: canary ?? before?.canary ?? false,
        place: before?.place ?? placeOf(['clusters', name]),
      })
    }
  }
  return [...found.values()]
}

/**
 * The layers of a profile on one of its clusters: what they say of that cluster comes over all of them, in the same order. `cluster`
 * undefined: of a profile that has none. @throws KdeployError `cluster-unknown`; `cluster-missing` where it has some and none is given
 */
export function layersOnCluster(
  layers: readonly ProfileFile[],
  profile: string,
  cluster: string | undefined,
): readonly ProfileFile[] {
  const names = clustersOf(layers).map(({ name }) => name)
  if (cluster === undefined && names.length === 0) return layers
  if (cluster === undefined) {
    throw new KdeployError({
      code: 'cluster-missing',
      category: 'input',
      message: `${profile} is deployed to several clusters: ${joinNames(names, mostNamed)}`,
      hint: 'choose one with --cluster NAME',
    })
  }
  if (!names.includes(cluster)) throw unknownCluster(profile, cluster, names)
  return [...layers, ...layers.flatMap(({ clusters }) => clusters.get(cluster)?.layer ?? [])]
}

/** Clusters that an error names. */
const mostNamed = 12

function unknownCluster(profile: string, cluster: string, names: readonly string[]): KdeployError {
  const meant = nearest(cluster, names)
  return new KdeployError({
    code: 'cluster-unknown',
    category: 'input',
    message:
      names.length === 0
        ? `${profile} has no clusters, so that there is none called ${JSON.stringify(cluster)}`
        : `${profile} has no cluster ${JSON.stringify(cluster)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    ...(names.length === 0 ? {} : { detail: `its clusters: ${joinNames(names, mostNamed)}` }),
    hint: names.length === 0 ? 'add `clusters:` to the profile, or leave --cluster out' : 'name one of these',
  })
}
