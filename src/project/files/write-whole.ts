import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { KdeployError, messageOf } from '../../errors.ts'

/**
 * Writes a file that a person named, as a whole or not at all. `what` for the message: `the plan`.
 * @throws KdeployError `file-unwritable`
 */
export function writeWhole(file: string, workingFolder: string, text: string, what: string): void {
  const path = resolve(workingFolder, file)
  const beside = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(beside, text, { flag: 'wx' })
    renameSync(beside, path)
  } catch (error) {
    discard(beside)
    throw unwritable(file, what, error)
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
