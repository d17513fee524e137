import { resolve } from 'node:path'
import { KdeployError } from '../errors.ts'
import { fileText, readGiven } from './files/read-file.ts'
import { writeWhole } from './files/write-whole.ts'

/** What a file that a person names is read by. */
interface Place {
  readonly workingFolder: string
  readonly readStdin: (by: string) => Buffer
}

/** The text of a plan's file that a person named; `-` is stdin. @throws KdeployError `file-missing`, `file-unreadable`, `stdin-unusable` */
export function readPlanFile(file: string, { workingFolder, readStdin }: Place): string {
  if (file === '-') return fileText(readStdin('--plan -'), 'stdin')
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
  writeWhole(file, workingFolder, text, 'the plan')
}
