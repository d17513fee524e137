import { join } from 'node:path'
import { disk, type FileTree } from './file-tree.ts'

/**
 * What is below a folder but the folders, as paths with `/` from it, sorted; none where there is no such folder. Hidden ones are
 * left out; what can't be read, such as a FIFO or a link that leads nowhere, is not: it is an error to whoever reads it. A linked
 * folder is listed where it isn't there already, by another path. `name` is what messages call the folder; `follow` gives where a
 * linked one really is, and may throw; `tree`: where it is, default the disk. @throws KdeployError `file-unreadable` for a folder that
 * can't be listed
 */
export function listFiles(
  folder: string,
  name: string,
  follow: (path: string, name: string) => string,
  tree: FileTree = disk,
): string[] {
  const found: string[] = []
  const known = new Set<string>()
  const links = collect(folder, '', { found, name, known, tree })
  for (const { path, below } of links) {
    const target = follow(path, `${name}/${below}`)
    if (!known.has(target)) links.push(...collect(target, `${below}/`, { found, name, known, tree }))
  }
  return found.sort()
}

/** A link to a folder, and its path from the one that is listed. */
interface Link {
  readonly path: string
  readonly below: string
}

interface Listing {
  readonly found: string[]
  readonly name: string
  readonly known: Set<string>
  readonly tree: FileTree
}

/** Adds the files of a folder and of those in it; returns the links to folders. */
function collect(folder: string, prefix: string, listing: Listing): Link[] {
  const { found, name, known, tree } = listing
  if (known.has(folder)) return []
  known.add(folder)
  return tree.entries(folder, `${name}/${prefix}`).flatMap((entry) => {
    if (entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    const below = `${prefix}${entry.name}`
    if (entry.type === 'folder') return collect(path, `${below}/`, listing)
    if (entry.type === 'link' && tree.isFolder(path)) return [{ path, below }]
    found.push(below)
    return []
  })
}
