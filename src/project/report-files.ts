import { accessSync, appendFileSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { KdeployError } from '../errors.ts'
import { makeFolder, unwritable, writeWhole } from './files/write-whole.ts'

/** Bytes that GitHub takes of all summaries of a step; of more it shows nothing. */
const largestSummary = 1024 * 1024

/**
 * Sees to it, before a run, that its reports can be written after it: makes their folders.
 * @throws KdeployError `file-unwritable`, also where two reports name one file, or one that of the plan
 */
export function prepareReports(files: readonly string[], workingFolder: string, plan?: string): void {
  const taken = new Set<string>()
  const planFile = plan === undefined ? undefined : resolve(workingFolder, plan)
  for (const file of files) {
    const path = resolve(workingFolder, file)
    if (taken.has(path) || path === planFile) {
      const message = `${path === planFile ? 'the plan and a report' : 'two reports'} are to be written to ${file}`
      throw new KdeployError({
        code: 'file-unwritable',
        category: 'input',
        message,
        hint: 'give each a file of its own',
      })
    }
    taken.add(path)
    try {
      makeFolder(dirname(path))
      accessSync(dirname(path), constants.W_OK)
      if (existsSync(path) && statSync(path).isDirectory()) throw new Error('it is a folder')
    } catch (error) {
      throw unwritable(file, 'the report', error)
    }
  }
}

/** Writes a report as a whole or not at all. @throws KdeployError `file-unwritable` */
export function writeReport(file: string, workingFolder: string, text: string): void {
  writeWhole(file, workingFolder, text, 'the report')
}

/**
 * Appends to the summary of a GitHub step, unless GitHub would show nothing of it then. Returns whether it did.
 * @throws KdeployError `file-unwritable`
 */
export function appendToStepSummary(file: string, text: string): boolean {
  try {
    const size = existsSync(file) ? statSync(file).size : 0
    const added = `${size === 0 ? '' : '\n'}${text}${text.endsWith('\n') ? '' : '\n'}`
    if (size + Buffer.byteLength(added) > largestSummary) return false
    appendFileSync(file, added)
    return true
  } catch (error) {
    throw unwritable(file, 'the summary', error)
  }
}

/** The folder of the git repository around a folder; the folder itself where there is none. Links are followed. */
export function repositoryAround(folder: string): string {
  const real = followLinks(folder)
  for (let above = real; ; above = dirname(above)) {
    if (existsSync(join(above, '.git'))) return above
    if (dirname(above) === above) return real
  }
}

/** A folder with links followed; as it is where it does not exist. */
export function followLinks(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
