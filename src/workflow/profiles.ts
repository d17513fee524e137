import { joinNames } from '../counts.ts'
import { KdeployError, withDetail } from '../errors.ts'
import { profileJsonSchema } from '../profile/json-schema.ts'
import type { Project } from '../project/project.ts'
import { sources } from '../sources/registry.ts'
import { readGraph } from './profile-graph.ts'
import { variablesSchemaOf } from './resolving/checks/variables-schema.ts'
import { openProject, resolveOptions } from './resolving/open-profile.ts'
import { clustersOfProfile, summarizeProfile } from './resolving/resolve-profile.ts'
import { openTemplates, type Templates } from './resolving/templates.ts'
import { inputWithoutOptions } from './run/input.ts'
import type { ListedCluster, ListedProfile } from './run/results.ts'
import type { World } from './run/world.ts'

export { profileNotGiven } from './resolving/open-profile.ts'

/** The profiles of a project; those that can't be read are problems, each problem once however many share its file. */
export interface ProfileList {
  readonly profiles: readonly ListedProfile[]
  readonly problems: readonly KdeployError[]
}

/** Profiles named under a problem that they share. */
const mostNamed = 8

/** All profiles of a project, from its files alone: no source outside is asked. */
export async function listProfiles(projectFolder: string | undefined, world: World): Promise<ProfileList> {
  const project = openProject(projectFolder, world)
  const templates = openTemplates(project, world)
  const profiles: ListedProfile[] = []
  const problems = new Map<string, { readonly problem: KdeployError; readonly names: string[] }>()
  for (const profile of project.profiles) {
    try {
      profiles.push(await listProfile(project, profile, templates, world))
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      for (const problem of error.problems.length > 0 ? error.problems : [error]) {
        const key = JSON.stringify([problem.place, problem.message])
        const { names } = problems.get(key) ?? { names: [] }
        problems.set(key, { problem, names: [...names, profile] })
      }
    }
  }
  const { graph, problems: ofNeeds } = await readGraph(project, projectFolder, world)
  for (const { problem, profile } of ofNeeds) {
    const key = JSON.stringify([problem.place, problem.message])
    if (!problems.has(key)) problems.set(key, { problem, names: profile === undefined ? [] : [profile] })
  }
  return {
    profiles: profiles.map((one) => ({ ...one, needs: graph?.get(one.profile) })),
    problems: [...problems.values()].map(({ problem, names }) =>
      names.length === 0 ? problem : withDetail(problem, `profile: ${joinNames(names, mostNamed)}`),
    ),
  }
}

async function listProfile(
  project: Project,
  profile: string,
  templates: Templates,
  world: World,
): Promise<ListedProfile> {
  const summarize = (cluster: string | undefined) => {
    const input = inputWithoutOptions(profile, project.folder, cluster)
    return summarizeProfile(project, profile, resolveOptions(input, templates, undefined, world))
  }
  const clusters: ListedCluster[] = []
  const all = clustersOfProfile(project, profile)
  const first = await summarize(all[0]?.name)
  for (const { name, canary } of all) {
    const { namespace, kubeContext } = name === first.cluster ? first : await summarize(name)
    clusters.push({ name, namespace, kubeContext, canary })
  }
  const { envType, profileName, templates: names } = first
  const shared = (of: 'namespace' | 'kubeContext') =>
    clusters.every((cluster) => cluster[of] === first[of]) ? first[of] : undefined
  return {
    profile,
    envType,
    profileName,
    namespace: shared('namespace'),
    kubeContext: shared('kubeContext'),
    templates: names,
    ...(clusters.length > 0 && { clusters }),
  }
}

/** The names of all profiles of a project; nothing in their files is read. */
export function profileNames(projectFolder: string | undefined, world: World): readonly string[] {
  return openProject(projectFolder, world).profiles
}

/** The JSON Schema of a project's profile files, its own variables in it, for editors. @throws as variablesSchemaOf does */
export function profileSchema(projectFolder: string | undefined, world: World): object {
  return profileJsonSchema(sources, variablesSchemaOf(openProject(projectFolder, world)))
}
