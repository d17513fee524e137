import { lstatSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KdeployError, type Place } from '../../errors.ts'
import { disk, type FileTree } from './file-tree.ts'
import { wayDown } from './paths.ts'

/** Where the files that a project names may lie. */
export interface Bounds {
  /** Absolute, without a link. */
  readonly folder: string
  /** It is the project's git work tree; else the project's own folder. */
  readonly isRepository: boolean
  /** An npm package's folder of templates, or the package while that is looked for. Default: a project. */
  readonly isPackage?: boolean
}

/**
 * A project's bounds: the git work tree that it is part of, since projects of one repository link to what they share, else its
 * own folder.
 */
export function boundsOf(projectFolder: string): Bounds {
  const project = realpathSync.native(projectFolder)
  for (let folder = project; ; folder = dirname(folder)) {
    if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined) return { folder, isRepository: true }
    if (folder === dirname(folder)) return { folder: project, isRepository: false }
  }
}

/**
 * An absolute path with every link on it resolved; undefined where there is no such file. `name` is what messages call it, and
 * `place` where it is asked for, default the file itself; `tree`: where files are, default the disk. @throws KdeployError `path-outside` where it leads out of the bounds, or
 * into the repository's own `.git`, which may hold credentials; `file-unreadable` for a link that leads nowhere
 */
export function resolveInside(
  path: string,
  bounds: Bounds,
  name: string,
  place: Place = { file: name },
  tree: FileTree = disk,
): string | undefined {
  const target = tree.realPath(path, name, place)
  if (target === undefined) return undefined
  const below = wayDown(bounds.folder, target)
  const whole = bounds.isPackage === true ? 'package' : bounds.isRepository ? 'repository' : 'project'
  if (below === undefined) throw outside(`${name} points outside the ${whole}, to ${target}`, place, bounds)
  if (below.includes('.git')) throw outside(`${name} points into .git, to ${target}`, place, bounds)
  return target
}

function outside(message: string, place: Place, { folder, isRepository, isPackage }: Bounds): KdeployError {
  if (isPackage === true) {
    const hint = `the templates of an npm package are files in ${folder}`
    return new KdeployError({ code: 'path-outside', category: 'input', message, place, hint })
  }
  const whole = isRepository ? `its git repository, ${folder}` : `its folder, ${folder} (it is not in a git repository)`
  return new KdeployError({
    code: 'path-outside',
    category: 'input',
    message,
    place,
    hint: `a project may only use files in ${whole}; files for --values and --set-file may be anywhere`,
  })
}
