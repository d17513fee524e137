import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { KdeployError } from '../errors.ts'
import { asMap, type Json } from '../json-map.ts'
import { type Bounds, resolveInside } from './files/inside.ts'
import { listFiles } from './files/list-files.ts'
import { fileText, readBytes } from './files/read-file.ts'
import { withoutMark } from './files/utf8.ts'

/** A template of an npm package: `pkg:@acme/templates/jobs/cron.yaml`. */
export interface PackagedName {
  /** `@acme/templates` */
  readonly package: string
  /** Its path in the package's folder of templates; in `templates:` of a profile a glob. */
  readonly path: string
  /** Whether it is the package's own file, even where the project has one that replaces it. */
  readonly isOriginal: boolean
}

/** Where a project keeps what replaces templates of packages, below templates/. */
export const overridesFolder = 'pkg/'

/** `pkg:`, or for the package's own file `pkg=`, which nobody writes. */
const form = /^pkg([:=])((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)\/(.+)$/i

/** undefined for any other name. */
export function parsePackaged(name: string): PackagedName | undefined {
  const [, sign, named = '', path = ''] = form.exec(name) ?? []
  return sign === undefined ? undefined : { package: named, path, isOriginal: sign === '=' }
}

/** Whether a name means a package's template, even a malformed one. */
export function isPackaged(name: string): boolean {
  return /^pkg[:=]/.test(name)
}

/** The name that templates use, whichever file it is. */
export function packagedName(named: string, path: string): string {
  return `pkg:${named}/${path}`
}

/** The same for the package's own file. */
export function originalName(named: string, path: string): string {
  return `pkg=${named}/${path}`
}

/** A file of templates/ that replaces a package's, by the name of what it replaces; undefined for any other file. */
export function replacedBy(file: string): string | undefined {
  if (!file.startsWith(overridesFolder)) return undefined
  const name = `pkg:${file.slice(overridesFolder.length)}`
  return parsePackaged(name) === undefined ? undefined : name
}

/** An npm package in node_modules, and its templates. */
export interface Package {
  /** The folder of its templates, absolute, by the way through node_modules; there may be none. */
  readonly templatesFolder: string
  /** That folder, as far as it exists; links in it may not lead out of it. */
  readonly bounds: Bounds | undefined
}

/**
 * The packages that a project can include templates from: those in the nearest node_modules upwards that has them, as Node finds
 * them. Nothing is fetched: npm installed and locked them. A package may itself be a link (`npm link`, workspaces).
 */
export class Packages {
  readonly #projectFolder: string
  readonly #nameOf: (absolute: string) => string
  readonly #found = new Map<string, Package | undefined>()

  /** `nameOf`: what messages call a file. */
  constructor(projectFolder: string, nameOf: (absolute: string) => string) {
    this.#projectFolder = projectFolder
    this.#nameOf = nameOf
  }

  /** undefined where none of that name is installed. @throws KdeployError `file-invalid` for a package.json that says nonsense */
  find(name: string): Package | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#open(name))
    return this.#found.get(name)
  }

  /** The text of one of a package's templates; undefined where there is no such file. @throws KdeployError as resolveInside and readBytes do */
  read(name: string, path: string): string | undefined {
    const found = this.find(name)
    if (found?.bounds === undefined) return undefined
    const file = join(found.templatesFolder, path)
    const target = resolveInside(file, found.bounds, this.#nameOf(file))
    const bytes = target === undefined ? undefined : readBytes(target, this.#nameOf(file))
    return bytes === undefined ? undefined : withoutMark(fileText(bytes, this.#nameOf(file)))
  }

  /** The files in a package's folder of templates, sorted. @throws KdeployError as listFiles does */
  filesOf(name: string): readonly string[] {
    const { templatesFolder, bounds } = this.find(name) ?? {}
    if (templatesFolder === undefined || bounds === undefined) return []
    const follow = (path: string, shown: string) => resolveInside(path, bounds, shown) ?? path
    return listFiles(bounds.folder, this.#nameOf(templatesFolder), follow)
  }

  #open(name: string): Package | undefined {
    const folder = this.#locate(name)
    if (folder === undefined) return undefined
    const templatesFolder = join(folder, this.#templatesOf(folder))
    const bounds: Bounds = packageBounds(realpathSync.native(folder))
    const target = resolveInside(templatesFolder, bounds, this.#nameOf(templatesFolder))
    return { templatesFolder, bounds: target === undefined ? undefined : packageBounds(target) }
  }

  #locate(name: string): string | undefined {
    for (let at = this.#projectFolder; ; at = dirname(at)) {
      const folder = join(at, 'node_modules', name)
      if (basename(at) !== 'node_modules' && isFolder(folder)) return folder
      if (at === dirname(at)) return undefined
    }
  }

  /** package.json's `"kdeploy": {"templates": "DIR"}`. Default `templates`. */
  #templatesOf(folder: string): string {
    const file = join(folder, 'package.json')
    const name = this.#nameOf(file)
    const bytes = readBytes(file, name)
    const given = bytes === undefined ? undefined : asMap(parse(fileText(bytes, name), name))['kdeploy']
    const templates = given === undefined ? undefined : asMap(given)['templates']
    if (templates === undefined) return 'templates'
    if (typeof templates === 'string' && templates !== '') return templates
    throw invalid(name, '`kdeploy.templates` must be the path of a folder in the package')
  }
}

function packageBounds(folder: string): Bounds {
  return { folder, isRepository: false, isPackage: true }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    return false
  }
}

function parse(text: string, name: string): Json {
  try {
    return JSON.parse(withoutMark(text)) as Json
  } catch {
    throw invalid(name, 'it is not JSON')
  }
}

function invalid(name: string, reason: string): KdeployError {
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `${name} can't be used: ${reason}`,
    place: { file: name },
  })
}
