import { KdeployError } from '../../errors.ts'
import type { Commit } from '../../git/commit.ts'
import { type SetRelease, setRelease } from '../../order/release.ts'
import { clustersOf } from '../../profile/clusters.ts'
import { parseProfileName, unknownProfile } from '../../profile/profile-name.ts'
import { matchesGlob } from '../../project/files/glob.ts'
import { projectIn } from '../../project/find-project.ts'
import type { Project } from '../../project/project.ts'
import { sources } from '../../sources/registry.ts'
import { compareReleases } from '../../workflow/changing/compare-releases.ts'
import { type RenderedRelease, renderOffline } from '../../workflow/changing/render-offline.ts'
import { openProject } from '../../workflow/resolving/open-profile.ts'
import { openTemplates, type Templates } from '../../workflow/resolving/templates.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { World } from '../../workflow/run/world.ts'
import { inputOf } from '../choosing/select.ts'
import type { ChangedReleases, ReleaseChange } from './changes.ts'

/** Which releases are compared, with what, and since when. */
export interface ChangedInput {
  /** A commit, as openCommit takes it. */
  readonly since: string
  /** Names and globs; empty: all. */
  readonly profiles: readonly string[]
  /** Names and globs; undefined: all of each profile. */
  readonly clusters: readonly string[] | undefined
  /** Options over the profiles, which hold for both states. */
  readonly given: Omit<ProfileInput, 'profile' | 'cluster'>
}

/**
 * Renders the releases of a project as they are on disk and as they were at a commit, without any cluster, command or secret store,
 * and says which differ. @throws KdeployError as openCommit does, `profile-unknown` for what is in neither state, and where the
 * project can't be opened
 */
export async function changedReleases(input: ChangedInput, world: World): Promise<ChangedReleases> {
  const project = openProject(input.given.project, world)
  const commit = await world.openCommit(input.since, project.folder, world.trace)
  const now = openState(project, openTemplates(project, world), input)
  const rendered = new Map<string, RenderedRelease | KdeployError>()
  for (const release of now.releases) rendered.set(release.label, await renderIn(now, release, input, world))
  const before = await stateAt(commit, now, input, world)
  const then = before instanceof KdeployError ? undefined : before
  refuseUnknown(input.profiles, [...now.names, ...(then?.names ?? [])], project)
  const isSame = then !== undefined && project.hasReadTheSame(then.project)
  const comparison: Comparison = { input, world, now, before, isSame }
  const changes: ReleaseChange[] = []
  const outside: { release: SetRelease; types: readonly string[] }[] = []
  const problems: { release: SetRelease; error: KdeployError }[] = []
  for (const release of now.releases) {
    const after = rendered.get(release.label)
    if (after === undefined || after instanceof KdeployError) {
      if (after !== undefined) problems.push({ release, error: after })
      continue
    }
    const change = await changeOf(release, after, comparison)
    if (change !== undefined) changes.push(change)
    const types = [...new Set(after.outside.map(({ type }) => type))]
    if (change === undefined && types.length > 0) outside.push({ release, types })
  }
  const labels = new Set(now.releases.map(({ label }) => label))
  const unread = new Set(now.problems.map(({ release }) => release.profile))
  const gone = (then?.releases ?? []).filter(({ label, profile }) => !labels.has(label) && !unread.has(profile))
  const removed = gone.map((release) => ({ release, state: 'removed' }) as const)
  return {
    since: { revision: input.since, commit: commit.id },
    existed: before !== undefined,
    uncommitted: commit.uncommitted,
    changes: [...changes, ...removed],
    releases: now.releases.length,
    outside,
    problems: [...now.problems, ...problems],
  }
}

/** A project as it is, or was. */
interface State {
  readonly project: Project
  readonly templates: Templates
  /** All profiles. */
  readonly names: readonly string[]
  /** Those that are compared. */
  readonly releases: readonly SetRelease[]
  /** Profiles whose files can't be read. */
  readonly problems: readonly { readonly release: SetRelease; readonly error: KdeployError }[]
}

interface Comparison {
  readonly input: ChangedInput
  readonly world: World
  readonly now: State
  /** undefined: there was no project; an error: it can't be read. */
  readonly before: State | KdeployError | undefined
  /** Whether all that any profile is rendered from is the same, but for profile files. */
  readonly isSame: boolean
}

function openState(project: Project, templates: Templates, { profiles, clusters }: ChangedInput): State {
  const wanted = project.profiles.filter((name) => profiles.length === 0 || profiles.some((one) => matches(name, one)))
  const problems: { release: SetRelease; error: KdeployError }[] = []
  const releases = wanted.flatMap((profile) => {
    try {
      const own = clustersOf(project.layersOf(parseProfileName(profile))).map(({ name }) => name)
      if (own.length === 0) return clusters === undefined ? [setRelease(profile, undefined)] : []
      const chosen = own.filter((name) => clusters === undefined || clusters.some((glob) => matchesGlob(name, glob)))
      return chosen.map((name) => setRelease(profile, name))
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      problems.push({ release: setRelease(profile, undefined), error })
      return []
    }
  })
  return { project, templates, names: project.profiles, releases, problems }
}

function matches(name: string, wanted: string): boolean {
  return name === wanted || matchesGlob(name, wanted)
}

function refuseUnknown(wanted: readonly string[], names: readonly string[], project: Project): void {
  const unknown = wanted.find((one) => !names.some((name) => matches(name, one)))
  if (unknown !== undefined) throw unknownProfile(unknown, project.profiles, project.nameOf('profiles'))
}

/** The project as the commit has it, all that its profiles are rendered from read; undefined where it has none; an error where it can't be read. */
async function stateAt(
  commit: Commit,
  now: State,
  input: ChangedInput,
  world: World,
): Promise<State | KdeployError | undefined> {
  const project = projectIn(commit.files, now.project, sources, world.trace)
  if (project === undefined) return undefined
  const own = attempt(() => project.ownFiles)
  await commit.load([...(own instanceof KdeployError ? [] : own), ...now.project.asked])
  return attempt(() => openState(project, openTemplates(project, { environment: world.environment }), input))
}

function attempt<Result>(work: () => Result): Result | KdeployError {
  try {
    return work()
  } catch (error) {
    if (error instanceof KdeployError) return error
    throw error
  }
}

async function renderIn(
  { project, templates }: State,
  release: SetRelease,
  { given }: ChangedInput,
  world: World,
): Promise<RenderedRelease | KdeployError> {
  try {
    return await renderOffline(project, templates, inputOf(given, release), world)
  } catch (error) {
    if (error instanceof KdeployError) return error
    throw error
  }
}

/** undefined where nothing changed. */
async function changeOf(
  release: SetRelease,
  after: RenderedRelease,
  { input, world, now, before, isSame }: Comparison,
): Promise<ReleaseChange | undefined> {
  if (before === undefined) return { release, state: 'new' }
  if (before instanceof KdeployError) return { release, state: 'unknown', why: before }
  const problem = before.problems.find((one) => one.release.profile === release.profile)
  if (problem !== undefined) return { release, state: 'unknown', why: problem.error }
  if (!before.releases.some(({ label }) => label === release.label)) return { release, state: 'new' }
  if (isSame && now.project.hasSameLayers(before.project, parseProfileName(release.profile))) return undefined
  const then = await renderIn(before, release, input, world)
  if (then instanceof KdeployError) return { release, state: 'unknown', why: then }
  const difference = compareReleases(then, after, world.masking)
  return difference === undefined ? undefined : { release, state: 'changed', difference }
}
