import { KdeployError } from '../../errors.ts'
import type { Existing, PlacedStep } from '../../order/check-order.ts'
import { type NeedsGraph, needsGraph, needsOf, withNeeds } from '../../order/needs.ts'
import { type SetRelease, setRelease } from '../../order/release.ts'
import type { Before } from '../../order/schedule.ts'
import { contextForSeveral } from '../../profile/clusters.ts'
import { parseProfileName } from '../../profile/profile-name.ts'
import { matchesGlob } from '../../project/files/glob.ts'
import { isGlob, profilesMatching } from '../../project/profiles-matching.ts'
import { everyProfile, openProject, resolveOptions } from '../../workflow/resolving/open-profile.ts'
import { outlineProfile, type ProfileOutline } from '../../workflow/resolving/resolve-profile.ts'
import { openTemplates } from '../../workflow/resolving/templates.ts'
import { inputWithoutOptions, type ProfileInput } from '../../workflow/run/input.ts'
import type { World } from '../../workflow/run/world.ts'

/** What a person chose of a project's releases. */
export interface Choice {
  /** Names and globs of profiles. */
  readonly profiles: readonly string[]
  /** Names and globs of clusters; undefined: all of each profile. */
  readonly clusters: readonly string[] | undefined
  /** The project's folder; undefined: the nearest one upwards. */
  readonly project: string | undefined
  /** Whether what they need is chosen, too. */
  readonly withNeeds?: boolean
}

/** The releases that a command works on. */
export interface ChosenSet {
  /** In the order of the set: what is needed comes first, and besides by profile and by the clusters' order in it. */
  readonly releases: readonly SetRelease[]
  /** By label, what comes before it: what its profile needs, on the same cluster where it is deployed there. */
  readonly before: Before
  /** The labels of those whose profile must be confirmed. */
  readonly confirms: ReadonlySet<string>
  /** What decides its steps. */
  readonly order: SetOrder
  /** One profile by its name, and none of its clusters or one: what the command does without a set. */
  readonly isSingle: boolean
  /** What is to be told of how they were chosen. Default: nothing. */
  readonly notices?: readonly string[]
}

/** What a project says of the order of a set. */
export interface SetOrder {
  /** `order` of kdeploy.yaml. */
  readonly stated: readonly PlacedStep[]
  /** The labels of those whose cluster is a canary. */
  readonly canaries: ReadonlySet<string>
  /** What the globs of the order may match. */
  readonly existing: Existing
  /** The project's, where its commands run. */
  readonly folder: string
}

/**
 * Chooses the releases of a project, from its files alone. @throws KdeployError `profile-invalid`, `profile-unknown` for a name or a
 * glob that no profile has, `cluster-unknown`, and as needsGraph does
 */
export async function chooseReleases(choice: Choice, world: World): Promise<ChosenSet> {
  const project = openProject(choice.project, world)
  const named = [...new Set(choice.profiles.flatMap((text) => profilesMeant(text, everyProfile(project))))]
  const outlines = new Map<string, ProfileOutline>()
  const outline = async (profile: string) => {
    const input = inputWithoutOptions(profile, choice.project)
    const options = resolveOptions(input, openTemplates(project, world), undefined, world)
    const outlined = await outlineProfile(project, profile, options)
    outlines.set(profile, outlined)
    return outlined
  }
  // One alone needs no other file to be right.
  const isOne = choice.profiles.length === 1 && !isGlob(choice.profiles[0] ?? '') && choice.withNeeds !== true
  // What the project has besides doesn't matter, be it right or wrong.
  const needed = new Set(named)
  for (const profile of needed) {
    const outlined = await outline(profile)
    if (!isOne) for (const need of needsOf(outlined, project.profiles, matchesGlob)) needed.add(need)
  }
  const graph = isOne
    ? new Map<string, readonly string[]>()
    : needsGraph([...outlines.values()], project.profiles, matchesGlob)
  const profiles = inOrder(choice.withNeeds === true ? withNeeds(named, graph) : named, graph)
  const releases = profiles.flatMap((profile) => releasesOf(outlines.get(profile), choice.clusters))
  refuseUnmatchedClusters(choice.clusters, releases)
  refuseLeftOut(choice.profiles, releases)
  return {
    releases,
    before: beforeIn(releases, graph),
    confirms: labelsOf(releases, ({ profile }) => outlines.get(profile)?.confirm === true),
    order: {
      stated: project.order,
      canaries: canariesOf(releases, outlines),
      existing: {
        profiles: project.profiles,
        clusters: isOne ? undefined : await clusterNames(project, outlines, outline),
      },
      folder: project.folder,
    },
    isSingle: isOne && releases.length === 1,
  }
}

function profilesMeant(text: string, existing: readonly string[]): readonly string[] {
  if (!isGlob(text)) {
    parseProfileName(text, () => existing)
    return [text]
  }
  return profilesMatching(text, existing)
}

function releasesOf(outline: ProfileOutline | undefined, wanted: readonly string[] | undefined): SetRelease[] {
  if (outline === undefined) return []
  const { profile, clusters } = outline
  if (clusters.length === 0) return wanted === undefined ? [setRelease(profile, undefined)] : []
  const chosen =
    wanted === undefined ? clusters : clusters.filter(({ name }) => wanted.some((glob) => matchesGlob(name, glob)))
  return chosen.map(({ name }) => setRelease(profile, name))
}

function refuseUnmatchedClusters(wanted: readonly string[] | undefined, releases: readonly SetRelease[]): void {
  const unmatched = wanted?.find((glob) => !releases.some(({ cluster = '' }) => matchesGlob(cluster, glob)))
  if (unmatched === undefined) return
  throw new KdeployError({
    code: 'cluster-unknown',
    category: 'input',
    message: `none of the chosen profiles has a cluster ${JSON.stringify(unmatched)}`,
    hint: 'see `clusters:` in the profiles; kdeploy profiles lists them',
  })
}

/** A glob means those that are on the chosen clusters; a profile that is named must be. */
function refuseLeftOut(profiles: readonly string[], releases: readonly SetRelease[]): void {
  const absent = profiles.find((text) => !isGlob(text) && !releases.some(({ profile }) => profile === text))
  if (absent === undefined) return
  throw new KdeployError({
    code: 'cluster-unknown',
    category: 'input',
    message: `${absent} has none of the chosen clusters`,
    hint: `leave ${absent} out, or choose one of its clusters with --cluster; kdeploy profiles lists them`,
  })
}

/** What is needed before what needs it, else as they were chosen. */
function inOrder(profiles: readonly string[], graph: NeedsGraph): string[] {
  const ordered = new Set<string>()
  const chosen = new Set(profiles)
  const add = (profile: string) => {
    if (ordered.has(profile)) return
    for (const need of graph.get(profile) ?? []) if (chosen.has(need)) add(need)
    ordered.add(profile)
  }
  for (const profile of profiles) add(profile)
  return [...ordered]
}

function canariesOf(releases: readonly SetRelease[], outlines: ReadonlyMap<string, ProfileOutline>): Set<string> {
  return labelsOf(
    releases,
    ({ profile, cluster }) =>
      outlines.get(profile)?.clusters.some(({ name, canary }) => name === cluster && canary) === true,
  )
}

function labelsOf(releases: readonly SetRelease[], isOne: (release: SetRelease) => boolean): Set<string> {
  return new Set(releases.filter(isOne).map(({ label }) => label))
}

/** Those of the project, where its order names any; undefined where it doesn't, or a profile that wasn't chosen is broken. */
async function clusterNames(
  { profiles, order }: { readonly profiles: readonly string[]; readonly order: readonly PlacedStep[] },
  outlines: ReadonlyMap<string, ProfileOutline>,
  outline: (profile: string) => Promise<ProfileOutline>,
): Promise<string[] | undefined> {
  if (order.every(({ clusters = [] }) => clusters.length === 0)) return undefined
  try {
    const all: ProfileOutline[] = []
    for (const profile of profiles) all.push(outlines.get(profile) ?? (await outline(profile)))
    return [...new Set(all.flatMap(({ clusters }) => clusters.map(({ name }) => name)))]
  } catch (error) {
    if (error instanceof KdeployError) return undefined
    throw error
  }
}

/** On the same cluster, where what is needed is deployed there; else wherever it is. */
function beforeIn(releases: readonly SetRelease[], graph: NeedsGraph): Before {
  const on = (profile: string, cluster: string | undefined) => {
    const all = releases.filter((release) => release.profile === profile)
    const same = all.filter((release) => release.cluster === cluster)
    return (same.length > 0 ? same : all).map(({ label }) => label)
  }
  return new Map(
    releases.map(({ profile, cluster, label }) => [
      label,
      (graph.get(profile) ?? []).flatMap((need) => on(need, cluster)),
    ]),
  )
}

/**
 * The same set, if it may all go to one kube context that is given. @throws KdeployError `context-ambiguous` where that would send the
 * releases of several clusters to one
 */
export function refuseOneContext(context: string | undefined, set: ChosenSet): ChosenSet {
  const clusters = [...new Set(set.releases.flatMap(({ cluster }) => cluster ?? []))]
  if (context !== undefined && clusters.length > 1) throw contextForSeveral(context, clusters)
  return set
}

/** What a person gave to all of a set, for one of its releases. */
export function inputOf(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  { profile, cluster }: SetRelease,
): ProfileInput {
  return { ...given, profile, cluster }
}
