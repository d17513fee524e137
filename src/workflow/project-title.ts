import { basename } from 'node:path'
import { KdeployError } from '../errors.ts'
import { wayDown } from '../project/files/paths.ts'
import { openProject } from './resolving/open-profile.ts'
import type { World } from './run/world.ts'

/** What a reader calls a project, and what tells it from the others of its repository. */
export interface ProjectTitle {
  /** kdeploy.yaml's name; undefined where it has none, or can't be read. */
  readonly name: string | undefined
  /** From the CI job's checkout, with `/`; `.` for the checkout itself. */
  readonly folder: string
}

/** Fails for no project, however broken. */
export function projectTitle(projectFolder: string | undefined, world: World): ProjectTitle {
  try {
    const project = openProject(projectFolder, world)
    const folder = folderInCheckout(project.folder, world)
    return { name: nameOf(project), folder }
  } catch (error) {
    if (error instanceof KdeployError) return { name: undefined, folder: projectFolder ?? '.' }
    throw error
  }
}

function nameOf(project: { readonly name: string | undefined }): string | undefined {
  try {
    return project.name
  } catch (error) {
    if (error instanceof KdeployError) return undefined
    throw error
  }
}

/** As GitLab and GitHub tell where they have checked out; without them, from where the command runs. */
function folderInCheckout(folder: string, { environment, workingFolder }: World): string {
  const root = environment['CI_PROJECT_DIR'] || environment['GITHUB_WORKSPACE'] || workingFolder
  const path = wayDown(root, folder)?.join('/')
  return path === '' ? '.' : (path ?? basename(folder))
}
