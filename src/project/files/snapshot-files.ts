import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KdeployError, messageOf } from '../../errors.ts'

/**
 * Writes a file as a whole or not at all, and the folders that it is in. `checkFolder` is given the nearest folder that exists, and
 * may throw. `name` is what messages call the file. @throws KdeployError `file-unwritable`
 */
export function writeSnapshotFile(
  path: string,
  name: string,
  text: string,
  checkFolder: (folder: string) => void,
): void {
  let folder = dirname(path)
  while (!existsSync(folder)) folder = dirname(folder)
  checkFolder(folder)
  const beside = `${path}.${process.pid}.tmp`
  attempt(name, 'written', () => {
    mkdirSync(dirname(path), { recursive: true })
    try {
      writeFileSync(beside, text, { flag: 'wx' })
      renameSync(beside, path)
    } catch (error) {
      rmSync(beside, { force: true })
      throw error
    }
  })
}

/** Deletes a file, and the folders that are empty then, up to `top`. @throws KdeployError `file-unwritable` */
export function removeSnapshotFile(path: string, name: string, top: string): void {
  attempt(name, 'removed', () => {
    rmSync(path)
    for (let folder = dirname(path); folder.startsWith(join(top, '/')); folder = dirname(folder)) {
      if (readdirSync(folder).length > 0) return
      rmdirSync(folder)
    }
  })
}

function attempt(name: string, what: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const message = `the snapshot ${name} can't be ${what}: ${messageOf(error)}`
    throw new KdeployError({ code: 'file-unwritable', category: 'input', message, place: { file: name }, cause: error })
  }
}
