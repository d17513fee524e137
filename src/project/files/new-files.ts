import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { KdeployError, messageOf } from '../../errors.ts'

/** A file to be written, by its path with `/` from the folder. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

/** Folders of a project, and which files in them count for something: what lies there already would be part of the new one. */
const ownFolders = { templates: /./, profiles: /./, tests: /\.ya?ml$/ }

/**
 * What keeps a project from being written into a folder, a line each: what is there already, and links, which may lead anywhere.
 * @throws KdeployError `file-unwritable` where the folder can't be looked at
 */
export function conflictsOf(folder: string, files: readonly Pick<NewFile, 'path'>[]): string[] {
  const at = statOf(folder, statSync)
  if (at !== undefined && !at.isDirectory()) return [`${folder} is not a folder`]
  const found = new Map<string, string>()
  for (const { path } of files) addConflict(folder, path.split('/'), found)
  for (const [own, counts] of Object.entries(ownFolders)) {
    const problem = folderProblem(statOf(join(folder, own)))
    if (problem !== undefined) found.set(own, `${own} ${problem}`)
    if (found.has(own)) continue
    for (const name of entriesOf(join(folder, own)).filter((one) => counts.test(one)))
      if (!found.has(`${own}/${name}`)) found.set(`${own}/${name}`, `${own}/${name} would be part of the project`)
  }
  return [...found.values()]
}

/** Goes down the path of a file, as far as something is there. */
function addConflict(folder: string, parts: readonly string[], found: Map<string, string>): void {
  for (const [index] of parts.entries()) {
    const below = parts.slice(0, index + 1).join('/')
    const stats = statOf(join(folder, below))
    if (stats === undefined) return
    const problem = index === parts.length - 1 && !stats.isSymbolicLink() ? 'exists' : folderProblem(stats)
    if (problem === undefined) continue
    found.set(below, `${below} ${problem}`)
    return
  }
}

function folderProblem(stats: Stats | undefined): string | undefined {
  if (stats?.isSymbolicLink() === true) return 'is a link, which is not followed'
  return stats === undefined || stats.isDirectory() ? undefined : 'is not a folder'
}

/**
 * Writes files into a folder, which is made where it is missing, over nothing that is there. All of them or none.
 * @throws KdeployError `file-unwritable`
 */
export function writeNewFiles(folder: string, files: readonly NewFile[]): void {
  const written: string[] = []
  const made: string[] = []
  try {
    for (const { path, text } of files) {
      const target = join(folder, path)
      makeFolder(dirname(target), made)
      const file = openSync(target, 'wx')
      written.push(target)
      try {
        writeFileSync(file, text)
      } finally {
        closeSync(file)
      }
    }
  } catch (error) {
    for (const target of written) rmSync(target, { force: true })
    for (const one of made.reverse()) removeEmpty(one)
    throw unwritable(folder, error)
  }
}

function makeFolder(folder: string, made: string[]): void {
  if (statOf(folder, statSync) !== undefined) return
  makeFolder(dirname(folder), made)
  mkdirSync(folder)
  made.push(folder)
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Somebody put something there meanwhile.
  }
}

/** The names in a folder but for hidden ones, which no project reads; none where there is no such folder. */
function entriesOf(folder: string): string[] {
  if (statOf(folder)?.isDirectory() !== true) return []
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
}

/** undefined where nothing is there. `look`: at a link itself, or at what it leads to. */
function statOf(path: string, look: typeof lstatSync | typeof statSync = lstatSync): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw unwritable(path, error)
  }
}

function unwritable(path: string, cause: unknown): KdeployError {
  return new KdeployError({
    code: 'file-unwritable',
    category: 'input',
    message: `the project can't be written to ${path}: ${messageOf(cause)}`,
    cause,
  })
}
