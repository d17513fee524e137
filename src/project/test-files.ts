import { KdeployError } from '../errors.ts'

export const testsFolder = 'tests'
export const snapshotsFolder = `${testsFolder}/snapshots`

/**
 * The test files among those below tests/, by their paths from the project's folder, as the argument has them. `nameOf` gives what
 * messages call a file. @throws KdeployError `file-invalid` for one that would silently count for nothing
 */
export function testsAmong(files: readonly string[], nameOf: (path: string) => string): string[] {
  const tests = files.filter((file) => !isSnapshot(file))
  const strange = tests.find((file) => file.endsWith('.yml'))
  if (strange === undefined) return tests.filter((file) => file.endsWith('.yaml'))
  throw new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `${nameOf(strange)} is not read: test files must end in .yaml`,
    hint: 'rename it',
  })
}

export function isSnapshot(file: string): boolean {
  return file.startsWith(`${snapshotsFolder}/`)
}
