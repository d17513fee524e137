import { KdeployError } from '../errors.ts'
import { inputWithoutOptions } from './profiles.ts'
import { checkAnnotations } from './rendering/check-annotations.ts'
import { renderOpened } from './rendering/render-release.ts'
import { openProject, resolveOpened } from './resolving/open-profile.ts'
import { openTemplates } from './resolving/templates.ts'
import type { ValidatedProfile } from './run/results.ts'
import type { World } from './run/world.ts'

/**
 * Renders profiles (all, or those given) without any cluster, command or secret store, the sources' examples in their place.
 * Each file is read once for all. Every problem of every profile is returned, none thrown.
 */
export async function validateProfiles(
  names: readonly string[],
  projectFolder: string | undefined,
  world: World,
): Promise<ValidatedProfile[]> {
  const project = openProject(projectFolder, world)
  const templates = openTemplates(project)
  const results: ValidatedProfile[] = []
  for (const profile of names.length > 0 ? names : project.profiles) {
    try {
      const input = inputWithoutOptions(profile, projectFolder)
      const opened = await resolveOpened(project, templates, input, undefined, world)
      const manifests = await world.compute(() => renderOpened(opened, opened.profile.templates))
      checkAnnotations(manifests, world.masking.mask)
      results.push({ profile, manifests: manifests.length, problems: [] })
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      results.push({ profile, manifests: 0, problems: error.problems.length > 0 ? error.problems : [error] })
    }
  }
  return results
}
