import { lstatSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { KdeployError, messageOf } from '../../errors.ts'

/**
 * Writes a file that a person named, as a whole or not at all; through a link, and straight into what is no file (`/dev/null`, a FIFO).
 * `what` for the message: `the plan`. `first`: where the text is until it takes the file's place, on the same file system; default beside it.
 * @throws KdeployError `file-unwritable`
 */
export function writeWhole(file: string, workingFolder: string, text: string, what: string, first?: string): void {
  const named = resolve(workingFolder, file)
  let beside: string | undefined
  try {
    const path = replaceable(named)
    if (path === undefined) {
      writeFileSync(named, text)
      return
    }
    beside = first ?? `${path}.${process.pid}.tmp`
    writeFileSync(beside, text, { flag: 'wx' })
    renameSync(beside, path)
  } catch (error) {
    if (beside !== undefined) discard(beside)
    throw unwritable(file, what, error)
  }
}

/** The path of the file that another one may take the place of; undefined where something else is there. */
function replaceable(path: string): string | undefined {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isFile()) return path
  const isLinkToFile = there.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true
  return isLinkToFile ? realpathSync(path) : undefined
}

/** Makes a folder and those above it that are missing. mkdir's own way up never ends where a file system has no room for folders, as /proc. */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another program may have made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // It never came to be: its folder is gone.
  }
}

export function unwritable(file: string, what: string, error: unknown): KdeployError {
  return new KdeployError({
    code: 'file-unwritable',
    category: 'input',
    message: `${what} can't be written to ${file}: ${messageOf(error)}`,
    cause: error,
  })
}
