import { KdeployError, throwCollected } from '../errors.ts'
import { orderProblems } from '../order/check-order.ts'
import { levelsOf } from '../order/levels.ts'
import { type NeedsGraph, needsGraph } from '../order/needs.ts'
import { matchesGlob } from '../project/files/glob.ts'
import type { Project } from '../project/project.ts'
import { everyProfile, openProject, resolveOptions } from './resolving/open-profile.ts'
import { outlineProfile, type ProfileOutline } from './resolving/resolve-profile.ts'
import { openTemplates } from './resolving/templates.ts'
import { inputWithoutOptions } from './run/input.ts'
import type { GraphedProfile } from './run/results.ts'
import type { World } from './run/world.ts'

/** What is wrong with the order of a project's profiles; `profile`: where that is one profile's own. */
export interface OrderProblem {
  readonly problem: KdeployError
  readonly profile: string | undefined
}

/** What the profiles of a project need, as far as their files can be read. */
export interface ReadGraph {
  readonly outlines: ReadonlyMap<string, ProfileOutline>
  /** undefined where something is wrong with it. */
  readonly graph: NeedsGraph | undefined
  readonly problems: readonly OrderProblem[]
}

/** All profiles in the order of their levels, and in each by name. @throws KdeployError `profile-missing`; as needsGraph does, with what else is wrong */
export async function graphProfiles(
  projectFolder: string | undefined,
  world: World,
): Promise<readonly GraphedProfile[]> {
  const project = openProject(projectFolder, world)
  everyProfile(project)
  const { outlines, graph, problems } = await readGraph(project, projectFolder, world)
  throwCollected(
    problems.map(({ problem }) => problem),
    (count) => `${count} problems in the order of the profiles`,
  )
  const levels = levelsOf(graph ?? new Map())
  return project.profiles
    .map((profile) => ({
      profile,
      needs: graph?.get(profile) ?? [],
      level: levels.get(profile) ?? 1,
      clusters: (outlines.get(profile)?.clusters ?? []).map(({ name }) => name),
    }))
    .sort((a, b) => a.level - b.level)
}

/** From the project's files alone. `only`: of whose needs problems are told; default: all. */
export async function readGraph(
  project: Project,
  projectFolder: string | undefined,
  world: World,
  only: readonly string[] = project.profiles,
): Promise<ReadGraph> {
  const templates = openTemplates(project, world)
  const outlines = new Map<string, ProfileOutline>()
  const problems: OrderProblem[] = []
  for (const profile of project.profiles) {
    const options = resolveOptions(inputWithoutOptions(profile, projectFolder), templates, undefined, world)
    try {
      outlines.set(profile, await outlineProfile(project, profile, options))
    } catch (error) {
      if (only.includes(profile)) for (const problem of problemsIn(error)) problems.push({ problem, profile })
      else if (!(error instanceof KdeployError)) throw error
    }
  }
  const stated = [...outlines.values()].filter(({ profile }) => only.includes(profile))
  const graph = attempt(() => needsGraph(stated, project.profiles, matchesGlob), problems)
  const clusters = [...outlines.values()].flatMap((one) => one.clusters.map(({ name }) => name))
  const existing = {
    profiles: project.profiles,
    clusters: outlines.size < project.profiles.length ? undefined : [...new Set(clusters)],
  }
  for (const problem of orderProblems(project.order, existing, matchesGlob))
    problems.push({ problem, profile: undefined })
  return { outlines, graph, problems }
}

function attempt<Result>(run: () => Result, problems: OrderProblem[]): Result | undefined {
  try {
    return run()
  } catch (error) {
    for (const problem of problemsIn(error)) problems.push({ problem, profile: undefined })
    return undefined
  }
}

function problemsIn(error: unknown): readonly KdeployError[] {
  if (!(error instanceof KdeployError)) throw error
  return error.problems.length > 0 ? error.problems : [error]
}
