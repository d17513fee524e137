import type { Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/records/release.ts'
import type { Project } from '../../project/project.ts'
import type { ProfileInput } from '../run/input.ts'
import type { World } from '../run/world.ts'
import { checkGuard } from './guard.ts'
import { openProject, resolveOptions } from './open-profile.ts'
import { summarizeProfile } from './resolve-profile.ts'
import { openTemplates } from './templates.ts'

/**
 * Holds a run that found an object by its name to the guard of the release that the object belongs to. Returns whether that
 * release's profile wants a confirmation; undefined where the project at hand isn't the release's.
 * @throws KdeployError `guard-mismatch`, and those of a profile that can't be read
 */
export async function checkRelease(
  release: Release,
  input: Omit<ProfileInput, 'profile'>,
  cluster: Cluster,
  world: World,
): Promise<boolean | undefined> {
  const project = projectOf(release, input.project, world)
  if (project === undefined) return undefined
  const options = resolveOptions(
    { ...input, profile: release.profile },
    openTemplates(project, world),
    undefined,
    world,
  )
  const { guard, confirm } = await summarizeProfile(project, release.profile, options)
  await checkGuard(guard, cluster, release.namespace)
  return confirm
}

/** The project at hand, where it is the release's and still has its profile. */
function projectOf({ name, profile }: Release, folder: string | undefined, world: World): Project | undefined {
  try {
    const project = openProject(folder, world)
    return project.name === name && project.profiles.includes(profile) ? project : undefined
  } catch (error) {
    if (folder === undefined && error instanceof KdeployError && error.code === 'project-missing') return undefined
    throw error
  }
}
