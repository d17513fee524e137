import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KdeployError } from '../errors.ts'

/**
 * What is below a folder but the folders, as paths with `/` from it, sorted; none where there is no such folder. Hidden ones are
 * left out, and linked folders; what can't be read, such as a FIFO or a link that leads nowhere, is not: it is an error to
 * whoever reads it. `name` is what messages call the folder. @throws KdeployError `file-unreadable` for a folder that can't be listed
 */
export function listFiles(folder: string, name: string): string[] {
  const found: string[] = []
  collect(folder, '', found, name)
  return found.sort()
}

function collect(folder: string, prefix: string, found: string[], name: string): void {
  for (const entry of entriesOf(folder, `${name}/${prefix}`)) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) collect(path, `${prefix}${entry.name}/`, found, name)
    else if (!leadsToFolder(entry, path)) found.push(`${prefix}${entry.name}`)
  }
}

function leadsToFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return false
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function entriesOf(folder: string, name: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    const message = `the folder ${name} can't be listed: ${code}`
    throw new KdeployError({ code: 'file-unreadable', category: 'input', message, cause: error })
  }
}
