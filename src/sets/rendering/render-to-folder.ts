import { resolve } from 'node:path'
import { KdeployError, throwCollected, withDetail } from '../../errors.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { SetRelease } from '../../order/release.ts'
import { matchesGlob } from '../../project/files/glob.ts'
import { ownFolderAt } from '../../project/own-folder.ts'
import { type RenderedFolder, writeRenderedFolder } from '../../project/rendered-folder.ts'
import { type RenderObjectsOptions, renderObjects } from '../../workflow/render.ts'
import { openProject } from '../../workflow/resolving/open-profile.ts'
import { defaultConcurrency, type ProfileInput } from '../../workflow/run/input.ts'
import type { World } from '../../workflow/run/world.ts'
import { type Choice, chooseReleases, inputOf } from '../choosing/select.ts'
import { shareWorld } from '../world/shared-world.ts'
import { fileNames, folderOf } from './file-names.ts'

/** What was rendered into a folder. */
export interface RenderedSet extends RenderedFolder {
  readonly releases: readonly SetRelease[]
  /** Secrets that were left out. */
  readonly omitted: readonly { readonly release: SetRelease; readonly ref: ObjectRef }[]
}

/**
 * Renders releases into a folder, one folder for each and one file for each object. Nothing is written before all are rendered; what an
 * earlier run wrote for these releases, or for profiles that are gone, and isn't rendered any more, is removed.
 * @throws KdeployError for all that can't be rendered, and as writeRenderedFolder does
 */
export async function renderToFolder(
  folder: string,
  choice: Choice,
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  options: RenderObjectsOptions,
  outer: World,
): Promise<RenderedSet> {
  refuseOwnFolders(folder, choice.project, outer)
  const profiles = choice.profiles.length === 0 ? ['*'] : choice.profiles
  const { releases } = await chooseReleases({ ...choice, profiles }, outer)
  const { world, close } = shareWorld(outer, defaultConcurrency)
  const files = new Map<string, string>()
  const omitted: { release: SetRelease; ref: ObjectRef }[] = []
  const problems: KdeployError[] = []
  try {
    for (const release of releases) {
      try {
        const rendered = await renderObjects(inputOf(given, release), options, world)
        omitted.push(...rendered.omitted.map((ref) => ({ release, ref })))
        const names = fileNames(rendered.objects.map(({ ref }) => ref))
        for (const [index, { template, yaml }] of rendered.objects.entries())
          files.set(`${folderOf(release)}/${names[index]}`, `# Source: ${template}\n${yaml}`)
      } catch (error) {
        if (!(error instanceof KdeployError)) throw error
        const all = error.problems.length > 0 ? error.problems : [error]
        problems.push(...all.map((problem) => withDetail(problem, `release: ${release.label}`)))
      }
    }
  } finally {
    await close()
  }
  throwCollected(problems, (count) => `${count} problems: nothing was written`)
  const all = (await chooseReleases({ ...choice, profiles, clusters: undefined }, outer)).releases
  const labels = new Set(releases.map(({ label }) => label))
  const others = all.filter(({ label }) => !labels.has(label)).map((release) => `${folderOf(release)}/`)
  // Also of a profile, or of a cluster of it, that is gone.
  const isStale = (path: string) => {
    const [profile = ''] = path.split('/')
    const isChosen = profiles.some((wanted) => wanted === profile || matchesGlob(profile, wanted))
    return isChosen && !others.some((folder) => path.startsWith(folder))
  }
  const project = openProject(choice.project, outer).name
  return { ...writeRenderedFolder(folder, outer.workingFolder, { project, files, isStale }), releases, omitted }
}

/** What is rendered would be a template, or a profile, of the next run. */
function refuseOwnFolders(folder: string, projectFolder: string | undefined, world: World): void {
  const own = ownFolderAt(openProject(projectFolder, world).folder, resolve(world.workingFolder, folder))
  if (own === undefined) return
  throw new KdeployError({
    code: 'file-unwritable',
    category: 'input',
    message: `${folder} is ${own === '.' ? "the project's own folder" : `in the project's ${own}/`}: what is rendered there would be read as the project's`,
    hint: 'name another folder, e.g. --output-dir rendered',
  })
}
