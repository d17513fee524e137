import type { World } from '../run/world.ts'
import { projectFromExisting } from './existing-project.ts'
import type { InitInput, NewProject } from './input.ts'
import { projectFromLibrary } from './library-project.ts'
import { invalid } from './settings.ts'

/** Decides all that is in a new project. `folderName`: what its name is made of where nothing gives one. */
export async function decideNewProject(
  input: InitInput,
  folderName: string,
  world: World,
  tell: (line: string) => void,
): Promise<NewProject> {
  refuseSenseless(input)
  return input.from.length > 0
    ? projectFromExisting(input, folderName, world, tell)
    : projectFromLibrary(input, folderName, world, tell)
}

/** @throws KdeployError `init-invalid` for options that say nothing together */
function refuseSenseless({ from, templates, image, port, usesPackage, selector }: InitInput): void {
  const ofLibrary = { '--template': templates, '--image': image, '--port': port, '--package': usesPackage || undefined }
  const [given] = Object.entries(ofLibrary).find(([, value]) => value !== undefined) ?? []
  if (from.length > 0 && given !== undefined)
    throw invalid(`${given} is about the library's templates, and --from names others`)
  if (selector !== undefined && !from.includes('all')) throw invalid('--selector chooses among what --from all takes')
}
