import { isAbsolute, join, posix } from 'node:path'
import type { Place } from '../errors.ts'
import { disk, type FileTree, leadsNowhere, type TreeEntry, unreadable } from '../project/files/file-tree.ts'
import { wayDown } from '../project/files/paths.ts'

/** A file of a commit. */
export interface CommittedFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly object: string
  readonly isLink: boolean
}

/** What a commit holds, and where that stands on the disk. */
export interface CommitContent {
  /** The work tree's root: absolute, without a link. */
  readonly root: string
  /** The project's folder as a person named it, and without a link. */
  readonly folder: string
  readonly realFolder: string
  readonly files: readonly CommittedFile[]
  /** What no commit can hold, and is read as it is now: what git ignores, and submodules. Paths from the root, without a last `/`. */
  readonly uncommitted: ReadonlySet<string>
  /** Reads what a file held, without a turn of the event loop. */
  readonly read: (file: CommittedFile) => Buffer
}

/** As many as Linux follows. */
const mostLinks = 40

/** The files of a commit, by the paths that they have in the work tree, whatever is there now. */
export class CommitTree implements FileTree {
  readonly #content: CommitContent
  readonly #files: ReadonlyMap<string, CommittedFile>
  readonly #folders = new Map<string, TreeEntry[]>([['', []]])
  /** What no commit can hold, by the folder that it is in. */
  readonly #others = new Map<string, Set<string>>()
  readonly #bytes = new Map<string, Buffer>()

  constructor(content: CommitContent) {
    this.#content = content
    this.#files = new Map(content.files.map((file) => [file.path, file]))
    for (const { path, isLink } of content.files) this.#addEntry(path, isLink ? 'link' : 'other')
    for (const path of content.uncommitted) {
      const folder = folderOf(path)
      this.#others.set(folder, (this.#others.get(folder) ?? new Set<string>()).add(posix.basename(path)))
    }
  }

  #addEntry(path: string, type: TreeEntry['type']): void {
    const folder = folderOf(path)
    const entry = { name: posix.basename(path), type }
    const known = this.#folders.get(folder)
    if (known !== undefined) {
      known.push(entry)
      return
    }
    this.#folders.set(folder, [entry])
    this.#addEntry(folder, 'folder')
  }

  realPath(path: string, name: string, place: Place): string | undefined {
    const found = this.#find(path, name, place)
    return found === undefined || typeof found === 'string' ? found : join(this.#content.root, found.path)
  }

  entries(folder: string, name: string): readonly TreeEntry[] {
    const found = this.#find(folder, name, { file: name })
    if (typeof found === 'string') return disk.entries(found, name)
    if (found === undefined) return []
    const own = this.#folders.get(found.path) ?? []
    const others = this.#others.get(found.path)
    if (others === undefined) return own
    return [...own, ...disk.entries(folder, name).filter((entry) => others.has(entry.name))]
  }

  isFolder(path: string): boolean {
    try {
      const found = this.#find(path, path, { file: path })
      return typeof found === 'string' ? disk.isFolder(found) : found !== undefined && this.#folders.has(found.path)
    } catch {
      return false
    }
  }

  bytes(path: string, name: string): Buffer | undefined {
    const found = this.#find(path, name, { file: name })
    if (typeof found === 'string') return disk.bytes(found, name)
    if (found === undefined) return undefined
    const file = this.#files.get(found.path)
    if (file === undefined) throw unreadable(name, 'it is a folder, not a regular file', { file: name })
    return this.#read(file)
  }

  /** The committed file that a path leads to, links followed; undefined where it leads to none. */
  fileAt(path: string): CommittedFile | undefined {
    try {
      const found = this.#find(path, path, { file: path })
      return found === undefined || typeof found === 'string' ? undefined : this.#files.get(found.path)
    } catch {
      return undefined
    }
  }

  /** What files hold, read beforehand, by their paths from the root. */
  fill(bytes: ReadonlyMap<string, Buffer>): void {
    for (const [path, content] of bytes) this.#bytes.set(path, content)
  }

  /** The links at or below a folder, by a path from the root. */
  linksBelow(folder: string): CommittedFile[] {
    return this.#content.files.filter(({ path, isLink }) => isLink && (folder === '' || path.startsWith(`${folder}/`)))
  }

  #read(file: CommittedFile): Buffer {
    const known = this.#bytes.get(file.path)
    if (known !== undefined) return known
    const bytes = this.#content.read(file)
    this.#bytes.set(file.path, bytes)
    return bytes
  }

  /** Where an absolute path leads in the commit; a text where that is on the disk; undefined where nothing is there. */
  #find(path: string, name: string, place: Place): { readonly path: string } | string | undefined {
    const way = this.#wayTo(path)
    if (way === undefined) return disk.realPath(path, name, place)
    const at: string[] = []
    const left = way.toReversed()
    let own: string | undefined
    for (let links = 0; ; ) {
      const part = left.pop()
      if (part === undefined) return { path: at.join('/') }
      if (part === '' || part === '.') continue
      if (part === '..') {
        if (at.length === 0) return join(this.#content.root, '..', ...left.toReversed())
        at.pop()
        continue
      }
      at.push(part)
      const key = at.join('/')
      if (this.#content.uncommitted.has(key))
        return disk.realPath(join(this.#content.root, key, ...left.toReversed()), name, place)
      const file = this.#files.get(key)
      if (file?.isLink === true) {
        links += 1
        if (links > mostLinks) throw unreadable(name, 'ELOOP', place)
        const target = this.#read(file).toString('utf8')
        if (left.length === 0) own ??= target
        at.pop()
        const absolute = isAbsolute(target) ? this.#wayTo(target) : undefined
        if (isAbsolute(target) && absolute === undefined) return join(target, ...left.toReversed())
        if (absolute !== undefined) at.length = 0
        left.push(...(absolute ?? target.split('/')).toReversed())
      } else if (file === undefined ? !this.#folders.has(key) : left.length > 0) {
        if (own !== undefined) throw unreadable(name, leadsNowhere(own), place)
        return undefined
      }
    }
  }

  /** From the root; undefined where it is not below it. */
  #wayTo(path: string): string[] | undefined {
    const { root, folder, realFolder } = this.#content
    const below = wayDown(folder, path)
    return wayDown(root, below === undefined ? path : join(realFolder, ...below))
  }
}

function folderOf(path: string): string {
  const folder = posix.dirname(path)
  return folder === '.' ? '' : folder
}
