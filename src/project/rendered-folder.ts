import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { KdeployError, messageOf } from '../errors.ts'
import { asMap, isMap } from '../json-map.ts'
import { makeFolder, unwritable, writeWhole } from './files/write-whole.ts'

/**
 * What lists the files that kdeploy wrote into a folder, so that it removes and replaces no other one. It has no name that Argo CD or
 * Flux takes for a manifest.
 */
export const listName = '.kdeploy-rendered'

/** What became of a folder's files, by their paths from it. */
export interface RenderedFolder {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  /** Stale, but changed since by someone else, so that they stay. */
  readonly kept: readonly string[]
}

/** What kdeploy wrote a file with: the digests of the texts that it may have. */
type Listed = ReadonlyMap<string, readonly string[]>

/** What a folder is made of. */
export interface Rendering {
  /** The project's name, as a folder belongs to one; undefined where it has none. */
  readonly project: string | undefined
  /** Texts by their paths from the folder. */
  readonly files: ReadonlyMap<string, string>
  /** Whether a file of an earlier run, which isn't among them, is of what is rendered now. */
  readonly isStale: (path: string) => boolean
}

/**
 * Makes the files of a folder be these. A file of an earlier run that isn't among them, and that is stale, is removed, unless someone
 * changed it. Each is written as a whole, and listed before it is, so that a run that was killed leaves nothing that the next one
 * doesn't know. `folder`: from the working folder. @throws KdeployError `file-not-ours`, and `file-invalid` for its list, before
 * anything is written; `file-unwritable`
 */
export function writeRenderedFolder(
  folder: string,
  workingFolder: string,
  { project, files, isStale }: Rendering,
): RenderedFolder {
  const root = resolve(workingFolder, folder)
  const listed = readList(root, folder, project)
  const foreign = [...files].filter(([path, text]) => !mayWrite(root, path, text, listed))
  if (foreign.length > 0) throw notOurs(foreign.map(([path]) => join(folder, path)))
  const stale = [...listed.keys()].filter((path) => !files.has(path) && isStale(path))
  const written = [...files].filter(([path, text]) => !holds(root, path, text)).map(([path]) => path)
  const removed: string[] = []
  const kept: string[] = []
  attempt(folder, () => {
    makeFolder(root)
    discardUnfinished(root)
    const lasting = [...listed].filter(([path]) => !files.has(path))
    const ours = [...files].map(([path, text]) => [path, [digestOf(text)]] as const)
    const before = ours.map(([path, own]) => [path, [...new Set([...(listed.get(path) ?? []), ...own])]] as const)
    writeList(root, project, new Map([...lasting, ...before]))
    for (const path of written) {
      makeFolder(dirname(join(root, path)))
      writeWhole(path, root, files.get(path) ?? '', 'a manifest', unfinishedIn(root))
    }
    for (const path of stale) {
      const there = standing(root, path)
      if (there === 'nothing') continue
      if (typeof there === 'object' && listed.get(path)?.includes(there.digest) === true) {
        removeFile(root, path)
        removed.push(path)
      } else kept.push(path)
    }
    const gone = new Set(stale)
    writeList(root, project, new Map([...lasting.filter(([path]) => !gone.has(path)), ...ours]))
  })
  const unchanged = [...files.keys()].filter((path) => !written.includes(path))
  return { written, unchanged, removed, kept }
}

/** Nothing is there but what kdeploy wrote, or the same text. */
function mayWrite(root: string, path: string, text: string, listed: Listed): boolean {
  const there = standing(root, path)
  if (typeof there !== 'object') return there === 'nothing'
  return there.digest === digestOf(text) || listed.get(path)?.includes(there.digest) === true
}

/** What is at a path: a file, or something else, which kdeploy never wrote: a folder, a link, or what is behind a link on the way. */
function standing(root: string, path: string): 'nothing' | 'something else' | { readonly digest: string } {
  const parts = path.split('/')
  for (const depth of parts.keys()) {
    const there = lstatSync(join(root, ...parts.slice(0, depth + 1)), { throwIfNoEntry: false })
    if (there === undefined) return 'nothing'
    const isLast = depth === parts.length - 1
    if (isLast ? !there.isFile() : !there.isDirectory()) return 'something else'
  }
  // Whatever git made of its line ends.
  return { digest: digestOf(readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')) }
}

/** @throws KdeployError `file-invalid`, and `file-not-ours` where another project wrote it */
function readList(root: string, folder: string, project: string | undefined): Listed {
  const file = join(root, listName)
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return new Map()
  const list = parseList(file, join(folder, listName))
  if (list.project === project) return list.files
  throw new KdeployError({
    code: 'file-not-ours',
    category: 'input',
    message: `${folder} is what another project, ${list.project ?? 'one without a name'}, was rendered into`,
    hint: `nothing was written; give each project a folder of its own, or correct \`project\` in ${join(folder, listName)} if this one was renamed`,
  })
}

function parseList(file: string, name: string): { readonly project: string | undefined; readonly files: Listed } {
  try {
    if (!lstatSync(file).isFile()) throw new Error('it is not a file')
    const { project, files } = asMap(JSON.parse(readFileSync(file, 'utf8')))
    if (!isMap(files)) throw new Error('it has no files')
    const foreign = Object.keys(files).find((path) => !isBelow(path))
    if (foreign !== undefined) throw new Error(`${JSON.stringify(foreign)} is not in the folder`)
    return {
      project: project === undefined ? undefined : String(project),
      files: new Map(Object.entries(files).map(([path, digests]) => [path, [digests].flat().map(String)])),
    }
  } catch (error) {
    throw new KdeployError({
      code: 'file-invalid',
      category: 'input',
      message: `${name} can't be read: ${messageOf(error)}`,
      hint: 'it lists what kdeploy wrote there: take it back from git, or begin with an empty folder',
      cause: error,
    })
  }
}

/** Whoever may change the list must not have other files removed. */
function isBelow(path: string): boolean {
  return path.split('/').every((part) => /^[^\\:]+$/.test(part) && part !== '.' && part !== '..')
}

function writeList(root: string, project: string | undefined, listed: Listed): void {
  const sorted = [...listed].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const files = Object.fromEntries(sorted.map(([path, digests]) => [path, digests]))
  writeWhole(
    listName,
    root,
    `${JSON.stringify({ version: 1, project, files }, null, 1)}\n`,
    'the list of files',
    unfinishedIn(root),
  )
}

/** Where each text is before it takes its place: by a name that a later run knows, wherever this one is killed. */
function unfinishedIn(root: string): string {
  return join(root, `${listName}.${process.pid}.tmp`)
}

function discardUnfinished(root: string): void {
  const unfinished = readdirSync(root).filter((name) => name.startsWith(`${listName}.`) && /\.\d+\.tmp$/.test(name))
  for (const name of unfinished) rmSync(join(root, name))
}

/** Removes a file, and the folders that are empty then. */
function removeFile(root: string, path: string): void {
  rmSync(join(root, path), { force: true })
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const absolute = join(root, folder)
    if (lstatSync(absolute, { throwIfNoEntry: false }) === undefined) continue
    if (readdirSync(absolute).length > 0) return
    rmdirSync(absolute)
  }
}

function holds(root: string, path: string, text: string): boolean {
  const there = standing(root, path)
  return typeof there === 'object' && there.digest === digestOf(text)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function attempt(folder: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw error instanceof KdeployError ? error : unwritable(folder, 'the rendered files', error)
  }
}

function notOurs(paths: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'file-not-ours',
    category: 'input',
    message: `${paths.length === 1 ? 'a file is' : `${paths.length} files are`} in the way that kdeploy did not write, or that was changed since`,
    detail: paths.join('\n'),
    hint: 'nothing was written; move the change into a template or a variable, then remove the file, or take it back from git',
  })
}
