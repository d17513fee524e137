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

/**
 * The clusters of a profile, in the order in which its layers name them; empty where it has none. The last layer that names one says
 * whether the profile has it. @throws KdeployError `cluster-unknown` where a layer takes out one that no weaker layer names
 */
export function clustersOf(layers: readonly ProfileFile[]): readonly ProfileCluster[] {
  const found = new Map<string, ProfileCluster & { readonly isOut: boolean }>()
  for (const { clusters, placeOf } of layers) {
    for (const [name, { isOut, canary }] of clusters) {
      const before = found.get(name)
      if (isOut && before === undefined) throw nothingToTakeOut(name, [...found.keys()], placeOf(['clusters', name]))
      found.set(name, {
        name,
        isOut,
        canary: canary ?? before?.canary ?? false,
        place: before?.place ?? placeOf(['clusters', name]),
      })
    }
  }
  return [...found.values()].flatMap(({ isOut, ...cluster }) => (isOut ? [] : [cluster]))
}

/**
 * The cluster that a profile is worked on: the one that is given, else the only one; undefined where it has none.
 * @throws KdeployError `cluster-unknown`; `cluster-missing` where it has several and none is given
 */
export function chosenCluster(
  layers: readonly ProfileFile[],
  profile: string,
  given: string | undefined,
): string | undefined {
  const names = clustersOf(layers).map(({ name }) => name)
  if (given === undefined && names.length > 1) throw clusterMissing(profile, names)
  if (given !== undefined && !names.includes(given)) throw unknownCluster(profile, given, names)
  return given ?? names[0]
}

/** The layers of a profile on one of its clusters: what they say of that cluster comes over all of them, in the same order. */
export function layersOnCluster(layers: readonly ProfileFile[], cluster: string | undefined): readonly ProfileFile[] {
  if (cluster === undefined) return layers
  return [...layers, ...layers.flatMap(({ clusters }) => clusters.get(cluster)?.layer ?? [])]
}

/** Where a command works on one release of a profile that has these clusters, and none is chosen. */
export function clusterMissing(
  profile: string,
  names: readonly string[],
  hint = 'choose one with --cluster NAME',
): KdeployError {
  return new KdeployError({
    code: 'cluster-missing',
    category: 'input',
    message: `${profile} is deployed to several clusters: ${joinNames(names, mostNamed)}`,
    hint,
  })
}

/** Where one kube context is given for releases on several clusters, which it would send to the same one. */
export function contextForSeveral(context: string, clusters: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'context-ambiguous',
    category: 'input',
    message: `--context ${context} would send the releases of several clusters to the same one: ${joinNames(clusters, mostNamed)}`,
    hint: "leave --context out, as each cluster has its kubeContext in the profile's `clusters`, or choose one with --cluster",
  })
}

/** Where one of a profile's clusters leads. */
export interface ClusterPlace {
  readonly cluster: string
  /** A kube context or an address; undefined: the current one. */
  readonly at: string | undefined
  readonly namespace: string | undefined
  /** Where the cluster is named. */
  readonly place?: Place | undefined
}

/** `cluster-duplicate` for each cluster of a profile that leads to where another one does: they would be one release. */
export function duplicateClusters(profile: string, places: readonly ClusterPlace[]): KdeployError[] {
  const first = new Map<string, string>()
  return places.flatMap(({ cluster, at, namespace, place }) => {
    const key = JSON.stringify([at, namespace])
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, cluster)
      return []
    }
    const where = at === undefined ? 'the current kube context' : at
    return new KdeployError({
      code: 'cluster-duplicate',
      category: 'input',
      message: `the clusters ${other} and ${cluster} of ${profile} are the same place, ${where}: each would deploy over the other`,
      place,
      hint: 'give each its kubeContext, e.g. kubeContext: "{{ CLUSTER }}" in the profile',
    })
  })
}

function nothingToTakeOut(cluster: string, named: readonly string[], place: Place): KdeployError {
  const meant = nearest(cluster, named)
  return new KdeployError({
    code: 'cluster-unknown',
    category: 'input',
    message: `\`clusters.${cluster}: false\` takes out a cluster that no weaker layer names${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    place,
    hint:
      named.length === 0 ? 'remove the line' : `remove the line, or name one of these: ${joinNames(named, mostNamed)}`,
  })
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
