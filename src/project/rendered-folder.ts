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

/**
 * Makes the files of a folder be these. A file of an earlier run that isn't among them, and that `isStale`, is removed, unless someone
 * changed it. Each is written as a whole, and listed before it is, so that a run that was killed leaves nothing that the next one
 * doesn't know. `folder`: from the working folder. @throws KdeployError `file-not-ours` before anything is written, `file-unwritable`
 */
export function writeRenderedFolder(
  folder: string,
  workingFolder: string,
  files: ReadonlyMap<string, string>,
  isStale: (path: string) => boolean,
): RenderedFolder {
  const root = resolve(workingFolder, folder)
  const listed = readList(root, folder)
  const foreign = [...files].filter(([path, text]) => !mayWrite(root, path, text, listed))
  if (foreign.length > 0) throw notOurs(foreign.map(([path]) => join(folder, path)))
  const stale = [...listed.keys()].filter((path) => !files.has(path) && isStale(path))
  const written = [...files].filter(([path, text]) => digestAt(root, path) !== digestOf(text)).map(([path]) => path)
  const removed: string[] = []
  const kept: string[] = []
  attempt(folder, () => {
    makeFolder(root)
    const lasting = [...listed].filter(([path]) => !files.has(path))
    const ours = [...files].map(([path, text]) => [path, [digestOf(text)]] as const)
    const before = ours.map(([path, own]) => [path, [...new Set([...(listed.get(path) ?? []), ...own])]] as const)
    writeList(root, new Map([...lasting, ...before]))
    for (const path of written) {
      makeFolder(dirname(join(root, path)))
      writeWhole(path, root, files.get(path) ?? '', 'a manifest')
    }
    for (const path of stale) {
      const digest = digestAt(root, path)
      if (digest !== undefined && listed.get(path)?.includes(digest) !== true) kept.push(path)
      else {
        removeFile(root, path)
        removed.push(path)
      }
    }
    const gone = new Set([...removed, ...kept])
    writeList(root, new Map([...lasting.filter(([path]) => !gone.has(path)), ...ours]))
  })
  const unchanged = [...files.keys()].filter((path) => !written.includes(path))
  return { written, unchanged, removed, kept }
}

/** No link on the way, and nothing there but what kdeploy wrote, or the same text. */
function mayWrite(root: string, path: string, text: string, listed: Listed): boolean {
  const parts = path.split('/')
  const above = parts.slice(0, -1).map((_, index) => join(root, ...parts.slice(0, index + 1)))
  const isOther = (folder: string) => lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false
  if (above.some(isOther)) return false
  const there = lstatSync(join(root, path), { throwIfNoEntry: false })
  if (there === undefined) return true
  const digest = there.isFile() ? digestAt(root, path) : undefined
  return digest !== undefined && (digest === digestOf(text) || listed.get(path)?.includes(digest) === true)
}

function readList(root: string, folder: string): Listed {
  const file = join(root, listName)
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return new Map()
  try {
    const files = asMap(asMap(JSON.parse(readFileSync(file, 'utf8')))['files'])
    if (!isMap(files)) throw new Error('it has no files')
    return new Map(Object.entries(files).map(([path, digests]) => [path, [digests].flat().map(String)]))
  } catch (error) {
    throw new KdeployError({
      code: 'file-invalid',
      category: 'input',
      message: `${join(folder, listName)} can't be read: ${messageOf(error)}`,
      hint: 'it lists what kdeploy wrote there: take it back from git, or begin with an empty folder',
      cause: error,
    })
  }
}

function writeList(root: string, listed: Listed): void {
  const sorted = [...listed].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const files = Object.fromEntries(sorted.map(([path, digests]) => [path, digests]))
  writeWhole(listName, root, `${JSON.stringify({ version: 1, files }, null, 1)}\n`, 'the list of files')
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

/** Of the text, whatever git made of its line ends. */
function digestAt(root: string, path: string): string | undefined {
  const file = join(root, path)
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined
  return digestOf(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'))
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
