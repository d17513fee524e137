import * as host from 'node:path'

/** The rules of a system's paths: `path.win32` or `path.posix`; the default is this system's. */
export type PathRules = Pick<typeof host.posix, 'isAbsolute' | 'relative' | 'resolve' | 'sep'>

/** A relative path as messages, manifests and names of templates have it on every system: with `/`. */
export function withSlashes(path: string, { sep }: Pick<PathRules, 'sep'> = host): string {
  return sep === '/' ? path : path.split(sep).join('/')
}

/**
 * A file's path as a person in a folder would type it; the absolute one where it is far from there, or on another drive. `path` from
 * `from`, both absolute.
 */
export function pathFrom(from: string, path: string, rules: PathRules = host): string {
  const name = rules.relative(from, path)
  if (rules.isAbsolute(name)) return path
  const shown = withSlashes(name, rules)
  return shown === '' ? '.' : shown.startsWith('../../..') ? path : shown
}

/** The folders and the file on the way from a folder down to a path, both absolute; undefined where the path is not in the folder. */
export function wayDown(folder: string, path: string, rules: PathRules = host): string[] | undefined {
  const way = rules.relative(folder, path)
  // On another drive of Windows there is no way.
  if (rules.isAbsolute(way)) return undefined
  const parts = way.split(rules.sep)
  return parts[0] === '..' ? undefined : parts
}

/** The last part of a path that a person typed on any system. */
export function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
