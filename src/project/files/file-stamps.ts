import { statSync } from 'node:fs'
import { join } from 'node:path'
import { KdeployError } from '../../errors.ts'
import { listFiles } from './list-files.ts'

/** What changes with a file's content, by the file's absolute path; `''` where there is no such file. */
export type FileStamps = ReadonlyMap<string, string>

/** The stamps of all files below these folders, and of these files. */
export function stampFiles(folders: readonly string[], files: Iterable<string>): FileStamps {
  const paths = new Set([...folders.flatMap(filesBelow), ...files])
  return new Map([...paths].map((path) => [path, stampOf(path)]))
}

/** The files whose stamps differ, or that one side has alone. */
export function changedFiles(before: FileStamps, after: FileStamps): string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter((path) => (before.get(path) ?? '') !== (after.get(path) ?? '')).toSorted()
}

/** A folder that can't be listed has no files: reading it says why. */
function filesBelow(folder: string): string[] {
  try {
    return listFiles(folder, folder, (path) => path).map((path) => join(folder, path))
  } catch (error) {
    if (error instanceof KdeployError) return []
    throw error
  }
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path)
    return [mtimeMs, ctimeMs, size, ino].join()
  } catch {
    return ''
  }
}
