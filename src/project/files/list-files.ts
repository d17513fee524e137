import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KdeployError } from '../../errors.ts'

/**
 * What is below a folder but the folders, as paths with `/` from it, sorted; none where there is no such folder. Hidden ones are
 * left out; what can't be read, such as a FIFO or a link that leads nowhere, is not: it is an error to whoever reads it. A linked
 * folder is listed where it isn't there already, by another path. `name` is what messages call the folder; `follow` gives where a
 * linked one really is, and may throw. @throws KdeployError `file-unreadable` for a folder that can't be listed
 */
export function listFiles(folder: string, name: string, follow: (path: string, name: string) => string): string[] {
  const found: string[] = []
  const known = new Set<string>()
  const links = collect(folder, '', found, name, known)
  for (const { path, below } of links) {
    const target = follow(path, `${name}/${below}`)
    if (!known.has(target)) links.push(...collect(target, `${below}/`, found, name, known))
  }
  return found.sort()
}

/** A link to a folder, and its path from the one that is listed. */
interface Link {
  readonly path: string
  readonly below: string
}

/** Adds the files of a folder and of those in it; returns the links to folders. */
function collect(folder: string, prefix: string, found: string[], name: string, known: Set<string>): Link[] {
  if (known.has(folder)) return []
  known.add(folder)
  return entriesOf(folder, `${name}/${prefix}`).flatMap((entry) => {
    if (entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    const below = `${prefix}${entry.name}`
    if (entry.isDirectory()) return collect(path, `${below}/`, found, name, known)
    if (leadsToFolder(entry, path)) return [{ path, below }]
    found.push(below)
    return []
  })
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
