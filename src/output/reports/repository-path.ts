import { isAbsolute, relative, resolve, sep } from 'node:path'

/**
 * How a CI system names a file: its path from the repository's folder, with slashes. `file` as messages name it, from the working folder.
 * Undefined for a file outside of the repository.
 */
export function repositoryPath(file: string, workingFolder: string, repository: string): string | undefined {
  const path = relative(repository, resolve(workingFolder, file))
  if (path === '' || isAbsolute(path) || path.split(sep)[0] === '..') return undefined
  return path.replaceAll(sep, '/')
}
