import { isUtf8 } from 'node:buffer'
import { nearest } from '../../nearest.ts'
import { matchesGlob } from './glob.ts'
import { withoutMark } from './utf8.ts'

/** A file that a glob matches. */
export interface MatchedFile {
  /** As a ConfigMap's key: the name without its folders. */
  readonly name: string
  /** From the project's folder. */
  readonly path: string
  /** undefined where it isn't UTF-8. */
  readonly text: string | undefined
  readonly bytes: Buffer
}

/** How a project's files are listed and read. */
interface Reader {
  /** Every file below a folder of the project, by its path from there. */
  readonly list: (folder: string) => readonly string[]
  /** undefined where there is no such file. */
  readonly read: (path: string) => Buffer | undefined
}

/**
 * The files that a path or a glob from the project's folder matches, sorted by name; a text says what is wrong with it instead. A
 * glob names a folder before its first wildcard; hidden files are left out. What `read` and `list` throw comes through.
 */
export function matchFiles(pattern: string, { list, read }: Reader): readonly MatchedFile[] | string {
  const paths = matchPaths(pattern, list)
  if (typeof paths === 'string') return paths
  const found = paths
    .flatMap((path) => {
      const bytes = read(path)
      return bytes === undefined ? [] : [toMatched(path, bytes)]
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  if (found.length === 0) return `there is no file ${pattern}`
  const twice = found.find(({ name }, index) => name === found[index + 1]?.name)
  if (twice === undefined) return found
  const same = found.filter(({ name }) => name === twice.name).map(({ path }) => path)
  return `"${pattern}" matches several files of one name, which would be one key: ${same.join(', ')}`
}

/** The paths that a glob from the project's folder matches, sorted, or the path itself; a text says what is wrong instead. */
export function matchPaths(pattern: string, list: Reader['list']): readonly string[] | string {
  const folder = folderOf(pattern)
  if (folder === undefined)
    return pattern.includes('/') || !hasWildcard(pattern)
      ? `"${pattern}" is not a path from the project's folder`
      : `"${pattern}" names no folder: write "FOLDER/${pattern}"`
  if (!hasWildcard(pattern)) return [pattern]
  const below = list(folder).map((path) => `${folder}/${path}`)
  const found = below.filter((path) => matchesGlob(path, pattern))
  return found.length === 0 ? describeNone(pattern, folder, below) : found
}

/** The folder before the first wildcard, or that of a path; undefined where there is none, or the path leads nowhere sensible. */
function folderOf(pattern: string): string | undefined {
  const parts = pattern.split('/')
  if (parts.some((part) => part === '' || part === '.') || pattern.includes('\\')) return undefined
  const first = parts.findIndex(hasWildcard)
  const folder = parts.slice(0, first < 0 ? -1 : first).join('/')
  return folder === '' && first >= 0 ? undefined : folder
}

function hasWildcard(text: string): boolean {
  return /[*?]/.test(text)
}

function toMatched(path: string, bytes: Buffer): MatchedFile {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return { name, path, text: isUtf8(bytes) ? withoutMark(bytes.toString()) : undefined, bytes }
}

function describeNone(pattern: string, folder: string, below: readonly string[]): string {
  if (below.length === 0) return `"${pattern}" matches no file: there is none in ${folder}`
  const meant = nearest(pattern, below)
  return `"${pattern}" matches no file${meant === undefined ? `: ${folder} has others` : `; did you mean ${meant}?`}`
}
