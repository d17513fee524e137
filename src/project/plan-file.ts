import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { KdeployError, messageOf } from '../errors.ts'
import { fileText, readGiven } from './files/read-file.ts'

/** The text of a plan's file that a person named. @throws KdeployError `file-missing`, `file-unreadable` */
export function readPlanFile(file: string, workingFolder: string): string {
  const bytes = readGiven(resolve(workingFolder, file), file)
  if (bytes !== undefined) return fileText(bytes, file)
  throw new KdeployError({
    code: 'file-missing',
    category: 'input',
    message: `${file} does not exist`,
    hint: 'write a plan with kdeploy diff --plan',
  })
}

/** Writes a plan's file as a whole or not at all. @throws KdeployError `file-unwritable` */
export function writePlanFile(file: string, workingFolder: string, text: string): void {
  const path = resolve(workingFolder, file)
  const beside = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(beside, text, { flag: 'wx' })
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw new KdeployError({
      code: 'file-unwritable',
      category: 'input',
      message: `the plan can't be written to ${file}: ${messageOf(error)}`,
      cause: error,
    })
  }
}
