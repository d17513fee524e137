import { findProject } from '../sources/project.ts'
import { summarizeProfile } from '../sources/resolve-profile.ts'
import { resolveOptions } from './render.ts'
import type { ListedProfile } from './results.ts'
import { openTemplates } from './templates.ts'
import type { World } from './world.ts'

/** All profiles of a project, from its files alone: no source outside is asked. */
export async function listProfiles(projectFolder: string | undefined, world: World): Promise<ListedProfile[]> {
  const project = findProject(world.workingFolder, projectFolder)
  const templates = openTemplates(project)
  const listed: ListedProfile[] = []
  for (const profile of project.profiles) {
    const options = resolveOptions(bareInput(profile, projectFolder), templates, undefined, world)
    const {
      envType,
      profileName,
      namespace,
      kubeContext,
      templates: names,
    } = await summarizeProfile(project, profile, options)
    listed.push({ profile, envType, profileName, namespace, kubeContext, templates: names })
  }
  return listed
}

/** A profile without any option over it. */
export function bareInput(profile: string, project: string | undefined) {
  const target = { kubeconfig: undefined, kubeContext: undefined }
  return { profile, project, namespace: undefined, target, values: [], set: [], setString: [], setFile: [] }
}
