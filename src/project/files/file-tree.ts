import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { KdeployError, type Place } from '../../errors.ts'
import { readBytes } from './read-file.ts'

/** What a folder holds, by its name there; a `link` may lead to a file or a folder. */
export interface TreeEntry {
  readonly name: string
  readonly type: 'folder' | 'link' | 'other'
}

/** Where the files of a project are: on the disk, or in a commit. Paths are absolute, and the same in both. */
export interface FileTree {
  /**
   * A path with every link on it resolved; undefined where there is no such file. `name` is what messages call it, and `place` where
   * it is asked for. @throws KdeployError `file-unreadable` for a link that leads nowhere
   */
  realPath(path: string, name: string, place: Place): string | undefined
  /** None where there is no such folder. @throws KdeployError `file-unreadable` */
  entries(folder: string, name: string): readonly TreeEntry[]
  /** Whether a path, or what it leads to as a link, is a folder. */
  isFolder(path: string): boolean
  /** The bytes of what is no link; undefined where there is no such file. @throws KdeployError as readBytes does */
  bytes(path: string, name: string): Buffer | undefined
}

/** The files as they are now. */
export const disk: FileTree = {
  realPath(path, name, place) {
    try {
      return realpathSync.native(path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(name, String(code), place, error)
      if (code === 'ENOTDIR' || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
      throw unreadable(name, leadsNowhere(readlinkSync(path)), place, error)
    }
  },
  entries(folder, name) {
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        type: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
      }))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return []
      const message = `the folder ${name} can't be listed: ${code}`
      throw new KdeployError({ code: 'file-unreadable', category: 'input', message, cause: error })
    }
  },
  isFolder(path) {
    try {
      return statSync(path).isDirectory()
    } catch {
      return false
    }
  },
  bytes: readBytes,
}

/** What is wrong with a link. */
export function leadsNowhere(target: string): string {
  return `it is a link to ${target}, which does not exist`
}

/** `reason` says why a file that is there can't be read. */
export function unreadable(name: string, reason: string, place: Place, cause?: unknown): KdeployError {
  const message = `${name} can't be read: ${reason}`
  return new KdeployError({ code: 'file-unreadable', category: 'input', message, place, cause })
}
