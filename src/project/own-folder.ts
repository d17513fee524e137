import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { wayDown } from './files/paths.ts'

/**
 * Which of a project's own folders a path is in, or becomes once it is made: `templates`, `profiles`, `tests`, or `.` for the project's
 * folder itself; undefined for any other place. Links count as what they lead to. Both absolute.
 */
export function ownFolderAt(projectFolder: string, path: string): string | undefined {
  const project = realPath(projectFolder)
  const target = realPath(path)
  if (target === project) return '.'
  return ['templates', 'profiles', 'tests'].find((name) => wayDown(realPath(join(project, name)), target) !== undefined)
}

/** With each link on the way resolved, as far as there is anything. */
function realPath(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path)
  const above = dirname(path)
  return above === path ? path : join(realPath(above), basename(path))
}
