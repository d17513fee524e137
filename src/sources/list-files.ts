import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The files below a folder, as paths with `/` from it, sorted; none where there is no such folder. Hidden ones are left out. */
export function listFiles(folder: string): string[] {
  const found: string[] = []
  collect(folder, '', found)
  return found.sort()
}

function collect(folder: string, prefix: string, found: string[]): void {
  for (const entry of entriesOf(folder)) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    // A link counts as what it leads to; one that leads nowhere as nothing.
    const kind = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry
    if (kind?.isDirectory() === true && !entry.isSymbolicLink()) collect(path, `${prefix}${entry.name}/`, found)
    else if (kind?.isFile() === true) found.push(`${prefix}${entry.name}`)
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
