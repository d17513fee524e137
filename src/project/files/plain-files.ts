import { realpathSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { KdeployError } from '../../errors.ts'
import { type Bounds, resolveInside } from './inside.ts'
import { listFiles } from './list-files.ts'
import { withSlashes } from './paths.ts'
import { fileText, readBytes, readGiven } from './read-file.ts'
import { withoutMark } from './utf8.ts'

/** A file of plain YAML. */
export interface GivenFile {
  /** As a person in the working folder would type it. */
  readonly name: string
  /** From the folder that was named; the file's own name where it was named itself. */
  readonly path: string
  readonly text: string
}

/** Whether a path from the working folder leads to something. */
export function isThere(path: string, workingFolder: string): boolean {
  return statSync(resolve(workingFolder, path), { throwIfNoEntry: false }) !== undefined
}

/**
 * The YAML and JSON files of a folder that a person named, by their paths, or the one file. A link counts where it stays in the folder.
 * @throws KdeployError `file-missing`, `file-unreadable`, `path-outside`
 */
export function readPlainFiles(path: string, workingFolder: string): GivenFile[] {
  const absolute = resolve(workingFolder, path)
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const bytes = readGiven(absolute, path)
    if (bytes === undefined) throw missing(path)
    return [{ name: path, path: basename(absolute), text: textOf(bytes, path) }]
  }
  const bounds: Bounds = { folder: realpathSync.native(absolute), isRepository: false }
  const inside = (target: string, name: string) => resolveInside(target, bounds, name) ?? target
  return listFiles(absolute, path, inside)
    .filter((file) => /\.(?:ya?ml|json)$/i.test(file))
    .flatMap((file) => {
      const name = withSlashes(join(path, file))
      const bytes = readBytes(inside(join(absolute, file), name), name)
      return bytes === undefined ? [] : [{ name, path: file, text: textOf(bytes, name) }]
    })
}

function textOf(bytes: Buffer, name: string): string {
  return withoutMark(fileText(bytes, name))
}

function missing(path: string): KdeployError {
  return new KdeployError({
    code: 'file-missing',
    category: 'input',
    message: `${path} does not exist`,
    hint: '--from takes KIND/NAME of a live object, "all", a file, a folder, or - for stdin',
  })
}
