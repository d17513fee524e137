import { joinNames } from '../counts.ts'
import { KdeployError, withDetail } from '../errors.ts'
import { profileJsonSchema } from '../profile/json-schema.ts'
import { sources } from '../sources/registry.ts'
import { variablesSchemaOf } from './resolving/checks/variables-schema.ts'
import { openProject, resolveOptions } from './resolving/open-profile.ts'
import { summarizeProfile } from './resolving/resolve-profile.ts'
import { openTemplates } from './resolving/templates.ts'
import { inputWithoutOptions } from './run/input.ts'
import type { ListedProfile } from './run/results.ts'
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
      const options = resolveOptions(inputWithoutOptions(profile, projectFolder), templates, undefined, world)
      const summary = await summarizeProfile(project, profile, options)
      const { envType, profileName, namespace, kubeContext, templates: names } = summary
      profiles.push({ profile, envType, profileName, namespace, kubeContext, templates: names })
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      for (const problem of error.problems.length > 0 ? error.problems : [error]) {
        const key = JSON.stringify([problem.place, problem.message])
        const { names } = problems.get(key) ?? { names: [] }
        problems.set(key, { problem, names: [...names, profile] })
      }
    }
  }
  return {
    profiles,
    problems: [...problems.values()].map(({ problem, names }) =>
      withDetail(problem, `profile: ${joinNames(names, mostNamed)}`),
    ),
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
