import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { KdeployError } from '../errors.ts'
import { layersOf, profilesAmong } from '../profile/layers.ts'
import { type ProfileFile, type ProjectFile, readProfileFile, readProjectFile } from '../profile/profile-file.ts'
import { type ProfileName, unknownProfile } from '../profile/profile-name.ts'
import type { JinjaOptions } from '../profile/shapes.ts'
import { listFiles } from './list-files.ts'
import { selectTemplates, templatesAmong } from './templates.ts'

const PROJECT_FILE = 'kdeploy.yaml'
const TEMPLATES = 'templates'
const PROFILES = 'profiles'

/** A deployment project on disk. Every file is read once, and only when it is needed. */
export class Project {
  /** Absolute. */
  readonly folder: string
  /** Absolute; options such as --values name files from here. */
  readonly workingFolder: string
  readonly #trace: ((line: string) => void) | undefined
  readonly #texts = new Map<string, string | undefined>()
  readonly #profileFiles = new Map<string, ProfileFile | undefined>()
  #projectFile: ProjectFile | undefined
  #templates: readonly string[] | undefined
  #profiles: readonly string[] | undefined

  constructor(folder: string, workingFolder: string, trace?: (line: string) => void) {
    this.folder = folder
    this.workingFolder = workingFolder
    this.#trace = trace
    trace?.(`project: ${folder}`)
  }

  /** kdeploy.yaml's `name`; undefined where it has none, or there is no such file. */
  get name(): string | undefined {
    return this.#readProjectFile().name
  }

  /** kdeploy.yaml's `jinja:` over the CLI's own defaults: strict undefined, the extensions on. */
  get jinja(): JinjaOptions {
    return {
      undefined: 'strict',
      extensions: ['jinja2.ext.do', 'jinja2.ext.loopcontrols', 'kdeploy.ansible'],
      ...this.#readProjectFile().jinja,
    }
  }

  /** kdeploy.yaml's `secrets.strict`. Default false. */
  get strictSecrets(): boolean {
    return this.#readProjectFile().strictSecrets
  }

  /** What kdeploy.yaml says of ownership. */
  get ownership(): ProjectFile['ownership'] {
    return this.#readProjectFile().ownership
  }

  /** The profiles that exist, sorted. Throws KdeployError for a profile file that would silently count for nothing. */
  get profiles(): readonly string[] {
    if (this.#profiles !== undefined) return this.#profiles
    const files = listFiles(join(this.folder, PROFILES))
    const strange = files.find((file) => file.endsWith('.yml'))
    if (strange !== undefined) {
      throw new KdeployError({
        code: 'file-invalid',
        category: 'input',
        message: `${this.nameOf(`${PROFILES}/${strange}`)} isn't read: profile files end in .yaml`,
        hint: 'rename it',
      })
    }
    this.#profiles = profilesAmong(files)
    return this.#profiles
  }

  /** The settings files of a profile, the weakest first. Throws KdeployError `profile-unknown`, or what a file has wrong. */
  layersOf(name: ProfileName): readonly ProfileFile[] {
    if (!this.profiles.includes(name.profile)) {
      throw unknownProfile(name.profile, this.profiles, this.nameOf(PROFILES))
    }
    const files = layersOf(name).map(({ file }) => this.#readProfile(`${PROFILES}/${file}`))
    return [this.#readProjectFile().profile, ...files].filter((layer) => layer !== undefined)
  }

  /** The names of all templates that aren't partials, sorted. */
  get templates(): readonly string[] {
    this.#templates ??= templatesAmong(listFiles(join(this.folder, TEMPLATES)))
    return this.#templates
  }

  /** The templates that a profile's `templates:` names. Throws KdeployError `template-unknown`. */
  selectTemplates(patterns: Parameters<typeof selectTemplates>[1]): readonly string[] {
    return selectTemplates(this.templates, patterns, this.nameOf(TEMPLATES))
  }

  /**
   * A template's source, null where there is none of that name: the template library's loader. Not traced: an include may
   * build its name from a secret.
   */
  readTemplate(name: string): string | null {
    const parts = name.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) return null
    return this.#read(`${TEMPLATES}/${name}`) ?? null
  }

  /** A template's file as messages name it. */
  fileOf(template: string): string {
    return this.nameOf(`${TEMPLATES}/${template}`)
  }

  /** The text of a file, by a path from the project's folder; undefined where there is none. */
  readFile(path: string): string | undefined {
    const isNew = !this.#texts.has(resolve(this.folder, path))
    const text = this.#read(path)
    if (isNew) this.#trace?.(text === undefined ? `no file: ${this.nameOf(path)}` : `read: ${this.nameOf(path)}`)
    return text
  }

  #read(path: string): string | undefined {
    const absolute = resolve(this.folder, path)
    if (!this.#texts.has(absolute)) this.#texts.set(absolute, readText(absolute, this.nameOf(path)))
    return this.#texts.get(absolute)
  }

  /** A file's path as a person in the working folder would type it. */
  nameOf(path: string): string {
    return nameFrom(this.workingFolder, resolve(this.folder, path))
  }

  #readProfile(path: string): ProfileFile | undefined {
    if (!this.#profileFiles.has(path)) {
      const text = this.readFile(path)
      this.#profileFiles.set(path, text === undefined ? undefined : readProfileFile(text, this.nameOf(path)))
    }
    return this.#profileFiles.get(path)
  }

  #readProjectFile(): ProjectFile {
    this.#projectFile ??= readProjectFile(this.readFile(PROJECT_FILE) ?? '', this.nameOf(PROJECT_FILE))
    return this.#projectFile
  }
}

/**
 * The project in `folder` (from the working folder), or else the nearest one upwards: a folder with kdeploy.yaml or
 * templates/. `trace` is told which files it reads. Throws KdeployError `project-missing`.
 */
export function findProject(
  workingFolder: string,
  folder: string | undefined,
  trace?: (line: string) => void,
): Project {
  if (folder !== undefined) {
    const absolute = resolve(workingFolder, folder)
    if (isProject(absolute)) return new Project(absolute, workingFolder, trace)
    throw missing(`${folder} is no deployment project: it has neither ${PROJECT_FILE} nor ${TEMPLATES}/`)
  }
  for (let at = workingFolder; ; at = dirname(at)) {
    if (isProject(at)) return new Project(at, workingFolder, trace)
    if (at === dirname(at)) break
  }
  throw missing(`no deployment project here or in a folder above: none has ${PROJECT_FILE} or ${TEMPLATES}/`)
}

function missing(message: string): KdeployError {
  const hint = 'go to the project, give --project DIR, or start one with `kdeploy init`'
  return new KdeployError({ code: 'project-missing', category: 'input', message, hint })
}

function isProject(folder: string): boolean {
  const isFile = statSync(join(folder, PROJECT_FILE), { throwIfNoEntry: false })?.isFile() === true
  return isFile || statSync(join(folder, TEMPLATES), { throwIfNoEntry: false })?.isDirectory() === true
}

/** A path relative to the working folder, where that is shorter to read than the absolute one. */
export function nameFrom(workingFolder: string, absolute: string): string {
  const path = relative(workingFolder, absolute)
  return path === '' ? '.' : isAbsolute(path) || path.startsWith('../../..') ? absolute : path
}

/** Bytes of a file; templates and settings are far smaller. */
const MAX_FILE = 10 * 1024 * 1024

/** A file's text; undefined where there is none. Throws KdeployError `file-unreadable`, also for more than 10 MiB. */
export function readText(path: string, name: string): string | undefined {
  let bytes: Buffer
  try {
    bytes = readBounded(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(name, code === 'EISDIR' ? 'it is a folder' : String(code), error)
  }
  if (bytes.length > MAX_FILE) throw unreadable(name, `it is larger than ${MAX_FILE / 1024 / 1024} MiB`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw unreadable(name, 'it is not UTF-8', error)
  }
}

/** Not much more than MAX_FILE: a device may never end. Pipes are fine, e.g. `--values <(command)`. */
function readBounded(path: string): Buffer {
  const stat = statSync(path)
  if (stat.isFile() && stat.size <= MAX_FILE) return readFileSync(path)
  const file = openSync(path, 'r')
  try {
    const chunks: Buffer[] = []
    for (let size = 0; size <= MAX_FILE; ) {
      const chunk = Buffer.alloc(64 * 1024)
      const read = readSync(file, chunk)
      if (read === 0) break
      size += read
      chunks.push(chunk.subarray(0, read))
    }
    return Buffer.concat(chunks)
  } finally {
    closeSync(file)
  }
}

function unreadable(name: string, reason: string, cause?: unknown): KdeployError {
  const message = `${name} can't be read: ${reason}`
  return new KdeployError({ code: 'file-unreadable', category: 'input', message, place: { file: name }, cause })
}
