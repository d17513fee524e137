import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { KdeployError, type Place } from '../../errors.ts'
import { type FileStamps, stampFiles } from './file-stamps.ts'
import { disk, type FileTree } from './file-tree.ts'
import { type Bounds, boundsOf, resolveInside } from './inside.ts'
import { listFiles } from './list-files.ts'
import { pathFrom } from './paths.ts'
import { fileText, readGiven } from './read-file.ts'
import { withoutMark } from './utf8.ts'

/**
 * The files of a project, by their paths from its folder. Each is read once, and none outside the project's bounds, wherever links
 * lead (files/inside.ts).
 */
export class BoundedFiles {
  /** Absolute. */
  readonly folder: string
  /** Absolute; options such as --values name files from here. */
  readonly workingFolder: string
  readonly #trace: ((line: string) => void) | undefined
  readonly #tree: FileTree
  readonly #bytes = new Map<string, Buffer | undefined>()
  readonly #texts = new Map<string, string | undefined>()
  /** Absolute. */
  readonly #listed = new Set<string>()
  #bounds: Bounds | undefined

  /** `tree`: where they are; what a person names (`given`) is on the disk. */
  constructor(
    folder: string,
    workingFolder: string,
    trace: ((line: string) => void) | undefined,
    tree: FileTree = disk,
  ) {
    this.#tree = tree
    this.folder = folder
    this.workingFolder = workingFolder
    this.#trace = trace
  }

  /** A file's path as a person in the working folder would type it, with `/`. */
  nameOf(path: string): string {
    return pathFrom(this.workingFolder, resolve(this.folder, path))
  }

  /** The files below a folder, sorted, by their paths from there. @throws KdeployError as resolveInside and listFiles do */
  list(folder: string): string[] {
    // Like a file, a folder may be a link to what lies in the bounds: else names of files elsewhere would get into messages.
    const target = this.resolveInside(folder)
    if (target === undefined) return []
    const follow = (path: string, name: string) => this.#resolve(path, name) ?? path
    return listFiles(target, this.nameOf(folder), follow, this.#tree)
  }

  /** The same of a folder that a template names: whoever watches the project looks there, too. */
  listNamed(folder: string): string[] {
    this.#listed.add(resolve(this.folder, folder))
    return this.list(folder)
  }

  /** A text without its byte order mark; undefined where there is no file. @throws KdeployError as resolveInside and readBytes do */
  text(path: string): string | undefined {
    if (!this.#texts.has(path)) {
      const bytes = this.#readInside(path)
      this.#texts.set(path, bytes === undefined ? undefined : withoutMark(fileText(bytes, this.nameOf(path))))
    }
    return this.#texts.get(path)
  }

  /** The same, and says so with `--verbose`. */
  tracedText(path: string): string | undefined {
    const isNew = !this.#texts.has(path)
    const text = this.text(path)
    if (isNew) this.tellRead(path, text)
    return text
  }

  /** The bytes of a file that is named at `place`; undefined where there is none. @throws KdeployError as resolveInside and readBytes do */
  bytes(path: string, place?: Place): Buffer | undefined {
    const absolute = resolve(this.folder, path)
    if (this.#bytes.has(absolute)) return this.#bytes.get(absolute)
    const bytes = this.#readInside(path, place)
    this.#bytes.set(absolute, bytes)
    this.tellRead(path, bytes)
    return bytes
  }

  /** Whether a text, or its absence, is the same in another tree; false where it can't be read in one. */
  hasSameText(path: string, other: BoundedFiles): boolean {
    return isSame(() => this.text(path) === other.text(path))
  }

  /** The same of all files whose bytes were asked for so far, and of the names of files in the folders that templates name. */
  hasReadTheSame(other: BoundedFiles): boolean {
    return isSame(
      () =>
        [...this.#bytes].every(([path, bytes]) => {
          const others = other.bytes(path)
          return bytes === undefined || others === undefined ? bytes === others : bytes.equals(others)
        }) && [...this.#listed].every((folder) => isDeepStrictEqual(this.list(folder), other.list(folder))),
    )
  }

  /** What was read or looked for so far, absolute. */
  get asked(): string[] {
    return [...new Set([...this.#bytes.keys(), ...this.#texts.keys()].map((path) => resolve(this.folder, path)))]
  }

  /** Whether the bytes of this file were asked for. */
  hasRead(path: string): boolean {
    return this.#bytes.has(resolve(this.folder, path))
  }

  /** The bytes of a file that a person named, by a path from the working folder; undefined where there is none. */
  given(path: string): Buffer | undefined {
    const absolute = resolve(this.workingFolder, path)
    const bytes = readGiven(absolute, path)
    this.tellRead(absolute, bytes)
    return bytes
  }

  /** Absolute, without a link; undefined where there is no such file. @throws KdeployError `path-outside`, as resolveInside does */
  resolveInside(path: string, place?: Place): string | undefined {
    return this.#resolve(resolve(this.folder, path), this.nameOf(path), place)
  }

  /** Whether the way from the folder to what is there leads through a link. */
  isLinked(path: string): boolean {
    return this.resolveInside(path) !== resolve(realpathSync.native(this.folder), path)
  }

  /** The stamps of all that was read or looked for so far, and of the folders that templates name. */
  stampRead(): FileStamps {
    return stampFiles([...this.#listed], this.asked)
  }

  /** Says with `--verbose` whether a file was there. */
  tellRead(path: string, content: unknown): void {
    this.#trace?.(`${content === undefined ? 'no file' : 'read'}: ${this.nameOf(path)}`)
  }

  #readInside(path: string, place?: Place): Buffer | undefined {
    const target = this.resolveInside(path, place)
    return target === undefined ? undefined : this.#tree.bytes(target, this.nameOf(path))
  }

  #resolve(path: string, name: string, place?: Place): string | undefined {
    return resolveInside(path, this.#boundsOf(), name, place, this.#tree)
  }

  #boundsOf(): Bounds {
    this.#bounds ??= boundsOf(this.folder)
    return this.#bounds
  }
}

function isSame(compare: () => boolean): boolean {
  try {
    return compare()
  } catch (error) {
    if (error instanceof KdeployError) return false
    throw error
  }
}
