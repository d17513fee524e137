import { isAbsolute, relative, resolve } from 'node:path'
import { KdeployError, type Place } from '../errors.ts'
import { layersOf, profilesAmong } from '../profile/layers.ts'
import { type ProfileFile, type ProjectFile, readProfileFile, readProjectFile } from '../profile/profile-file.ts'
import { type ProfileName, unknownProfile } from '../profile/profile-name.ts'
import type { JinjaOptions } from '../profile/shapes.ts'
import type { SourceForm } from '../profile/source-spec.ts'
import { type FileStamps, stampFiles } from './file-stamps.ts'
import { matchesGlob } from './glob.ts'
import { type Bounds, boundsOf, resolveInside } from './inside.ts'
import { listFiles } from './list-files.ts'
import { type MatchedFile, matchFiles, matchPaths } from './matched-files.ts'
import { PackagedTemplates } from './packaged-templates.ts'
import { isPackaged, overridesFolder, replacedBy } from './packages.ts'
import { fileText, readBytes, readGiven } from './read-file.ts'
import { removeSnapshotFile, writeSnapshotFile } from './snapshot-files.ts'
import { describeMissing, type MissingTemplate, type Offered, selectTemplates, templatesAmong } from './templates.ts'
import { isSnapshot, snapshotsFolder, testsAmong, testsFolder } from './test-files.ts'
import { withoutMark } from './utf8.ts'

/** What makes a folder a project: one of the two. */
export const fileName = 'kdeploy.yaml'
export const templatesFolder = 'templates'
const profilesFolder = 'profiles'

/** What the name of a template begins with that is a file rendered by `files()`. */
export const renderedFile = 'file:'

/** What the name of a file in `templates:` begins with that is deployed as it is. */
const rawFile = 'raw:'

/** Whether a name in `templates:` is that of a file which is no template. */
export function isRaw(name: string): boolean {
  return name.startsWith(rawFile)
}

/** Whether it is none of the project's own templates. */
function isOther(name: string): boolean {
  return isRaw(name) || isPackaged(name)
}

/** A deployment project on disk. Every file is read once, and only when it is needed. */
export class Project {
  /** Absolute. */
  readonly folder: string
  /** Absolute; options such as --values name files from here. */
  readonly workingFolder: string
  /** What `variablesFrom` may name. */
  readonly #sources: readonly SourceForm[]
  readonly #trace: ((line: string) => void) | undefined
  /** What sources name. */
  readonly #files = new Map<string, Buffer | undefined>()
  readonly #sensitiveFiles = new Set<string>()
  /** Templates, profiles and kdeploy.yaml. */
  readonly #texts = new Map<string, string | undefined>()
  readonly #profileFiles = new Map<string, ProfileFile | undefined>()
  readonly #packaged: PackagedTemplates
  /** Absolute; those of globs in templates. */
  readonly #matchedFolders = new Set<string>()
  #bounds: Bounds | undefined
  #projectFile: ProjectFile | undefined
  #everyTemplate: readonly string[] | undefined
  #templates: readonly string[] | undefined
  #otherTemplates: readonly string[] | undefined
  #profiles: readonly string[] | undefined

  constructor(folder: string, workingFolder: string, sources: readonly SourceForm[], trace?: (line: string) => void) {
    this.folder = folder
    this.workingFolder = workingFolder
    this.#sources = sources
    this.#trace = trace
    this.#packaged = new PackagedTemplates(folder, {
      nameOf: (path) => this.nameOf(path),
      overrideOf: (path) => this.#text(`${templatesFolder}/${overridesFolder}${path}`),
      overridePath: (path) => `${templatesFolder}/${overridesFolder}${path}`,
    })
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

  /** kdeploy.yaml's `readiness`, as it is written. */
  get readiness(): ProjectFile['readiness'] {
    return this.#readProjectFile().readiness
  }

  /** kdeploy.yaml's `schema`, as it is written. */
  get schema(): ProjectFile['schema'] {
    return this.#readProjectFile().schema
  }

  /** kdeploy.yaml's `validate`, as it is written. */
  get validate(): ProjectFile['validate'] {
    return this.#readProjectFile().validate
  }

  /** How many revisions kdeploy.yaml has a release keep; undefined: it says nothing. */
  get historyLimit(): number | undefined {
    return this.#readProjectFile().historyLimit
  }

  /** What kdeploy.yaml says of ownership. */
  get ownership(): ProjectFile['ownership'] {
    return this.#readProjectFile().ownership
  }

  /**
   * The profiles that exist, sorted. @throws KdeployError for a profile file that would silently count for nothing, and as
   * resolveInside and listFiles do
   */
  get profiles(): readonly string[] {
    if (this.#profiles !== undefined) return this.#profiles
    const files = this.#list(profilesFolder)
    const strange = files.find((file) => file.endsWith('.yml'))
    if (strange !== undefined) {
      throw new KdeployError({
        code: 'file-invalid',
        category: 'input',
        message: `${this.nameOf(`${profilesFolder}/${strange}`)} is not read: profile files must end in .yaml`,
        hint: 'rename it',
      })
    }
    this.#profiles = profilesAmong(files)
    return this.#profiles
  }

  /** The texts of kdeploy.yaml and of all profile files; without those that can't be read. */
  get profileTexts(): string[] {
    return [fileName, ...this.#profileFileNames()].flatMap((path) => unlessWrong(() => this.#text(path)) ?? [])
  }

  /** The `variables` of all profile files; without those of files that have something wrong. */
  get profileVariables(): ProfileFile['variables'][] {
    const files = this.#profileFileNames().map((path) => unlessWrong(() => this.#parseProfile(path)))
    return files.flatMap((file) => (file === undefined ? [] : [file.variables]))
  }

  /** Every file below profiles/, sorted, by its path from there. */
  get profileFiles(): readonly string[] {
    return this.#list(profilesFolder)
  }

  /** The folder of the profiles as messages name it. */
  get profilesFolder(): string {
    return this.nameOf(profilesFolder)
  }

  /** Whether a source read this file of the project. */
  hasRead(path: string): boolean {
    return this.#files.has(resolve(this.folder, path))
  }

  #profileFileNames(): string[] {
    return this.profileFiles.map((file) => `${profilesFolder}/${file}`)
  }

  /** The settings files of a profile, the weakest first. @throws KdeployError `profile-unknown`, or what a file has wrong */
  layersOf(name: ProfileName): readonly ProfileFile[] {
    if (!this.profiles.includes(name.profile)) {
      throw unknownProfile(name.profile, this.profiles, this.nameOf(profilesFolder))
    }
    const files = layersOf(name).map(({ file }) => this.#readProfile(`${profilesFolder}/${file}`))
    return [this.#readProjectFile().profile, ...files].filter((layer) => layer !== undefined)
  }

  /** The names of all templates that aren't partials, sorted. @throws KdeployError as resolveInside and listFiles do */
  get templates(): readonly string[] {
    this.#templates ??= templatesAmong(this.templateFiles)
    return this.#templates
  }

  /** Every file below templates/, sorted: templates, partials, and what they include. */
  get templateFiles(): readonly string[] {
    this.#everyTemplate ??= this.#list(templatesFolder)
    return this.#everyTemplate
  }

  /** What to say of a template that another one names and that isn't there. */
  describeMissing(name: string): MissingTemplate {
    if (isPackaged(name)) return this.#packaged.describeMissing(name)
    return describeMissing(name, { templates: this.templateFiles, folder: this.templatesFolder })
  }

  /** Warnings of files below templates/pkg/ that replace no template of a package. */
  get uselessOverrides(): string[] {
    return this.templateFiles
      .filter((file) => file.startsWith(overridesFolder))
      .flatMap((file) => {
        const name = replacedBy(file)
        const why = name === undefined ? 'it has no PACKAGE/FILE' : this.#packaged.describeUseless(name)
        return why === undefined ? [] : [`${this.templatesFolder}/${file} replaces no template of a package: ${why}`]
      })
  }

  /** The templates that a profile's `templates:` names; all of the project's own where it has none. @throws KdeployError `template-unknown` */
  selectTemplates(patterns: Parameters<typeof selectTemplates>[0] | undefined): readonly string[] {
    return patterns === undefined
      ? this.templates
      : selectTemplates(patterns, (pattern, place) => this.#offeredTo(pattern, place))
  }

  #offeredTo(pattern: string, place: Place): Offered {
    if (isPackaged(pattern)) return this.#packaged.offeredTo(pattern, place)
    if (isRaw(pattern)) return { templates: this.#rawFiles(pattern, place), folder: this.nameOf('.') }
    return { templates: this.templates, folder: this.templatesFolder }
  }

  /** What `raw:GLOB` in `templates:` matches, by the same kind of name. @throws KdeployError `template-unknown` */
  #rawFiles(pattern: string, place: Place): string[] {
    const path = pattern.slice(rawFile.length)
    const paths = matchPaths(path, (folder) => this.#list(folder))
    const found = typeof paths === 'string' ? [] : paths.filter((one) => this.readBytes(one) !== undefined)
    if (found.length > 0) return found.map((one) => `${rawFile}${one}`)
    const message = `\`templates\`: raw: ${typeof paths === 'string' ? paths : `there is no file ${path}`}`
    throw new KdeployError({ code: 'template-unknown', category: 'input', message, place })
  }

  /** What a `raw:` name of `templates:` holds, which is deployed as it is. @throws KdeployError as readBytes and fileText do */
  readRaw(name: string): string {
    const path = name.slice(rawFile.length)
    return withoutMark(fileText(this.readBytes(path) ?? Buffer.alloc(0), this.nameOf(path)))
  }

  /** The templates of packages and the raw files that any profile's `templates:` names; without those that can't be found. */
  get otherTemplates(): readonly string[] {
    this.#otherTemplates ??= this.#listPackaged()
    return this.#otherTemplates
  }

  #listPackaged(): readonly string[] {
    const layers = [
      unlessWrong(() => this.#readProjectFile().profile),
      ...this.#profileFileNames().map((path) => unlessWrong(() => this.#parseProfile(path))),
    ]
    const patterns = layers.flatMap((layer) => layer?.settings.templates ?? []).filter(isOther)
    const place = { file: fileName }
    return [
      ...new Set(
        patterns.flatMap((pattern) => unlessWrong(() => this.selectTemplates({ value: [pattern], place })) ?? []),
      ),
    ]
  }

  /**
   * A template's source, null where there is none of that name: the template library's loader. Not traced: an include may
   * build its name from a secret.
   */
  readTemplate(name: string): string | null {
    const parts = name.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) return null
    if (isPackaged(name)) return this.#packaged.read(name) ?? null
    return this.#text(`${templatesFolder}/${name}`) ?? null
  }

  /** The folder of the templates as messages name it. */
  get templatesFolder(): string {
    return this.nameOf(templatesFolder)
  }

  /** What a name in an include, import or extends of the template `parent` means: in a package's template its own files. */
  joinTemplate(name: string, parent: string): string {
    return this.#packaged.join(name, parent)
  }

  /** The test files, sorted, by their paths from the project's folder. @throws as testsAmong does */
  get testFiles(): readonly string[] {
    return testsAmong(this.#listTests(), (path) => this.nameOf(path))
  }

  /** The snapshots of tests, sorted, by their paths from the project's folder. */
  get snapshotFiles(): readonly string[] {
    return this.#listTests().filter(isSnapshot)
  }

  #listTests(): string[] {
    return this.#list(testsFolder).map((file) => `${testsFolder}/${file}`)
  }

  /** The folder of the tests as messages name it. */
  get testsFolder(): string {
    return this.nameOf(testsFolder)
  }

  /** Writes a snapshot, by its path from the project's folder. @throws KdeployError `file-unwritable`, and as resolveInside does */
  writeSnapshot(path: string, text: string): void {
    writeSnapshotFile(resolve(this.folder, path), this.nameOf(path), text, (folder) => {
      if (folder !== this.folder) this.#resolveInside(folder)
    })
  }

  /** Deletes a snapshot. @throws KdeployError `file-unwritable` */
  removeSnapshot(path: string): void {
    removeSnapshotFile(resolve(this.folder, path), this.nameOf(path), resolve(this.folder, snapshotsFolder))
  }

  /** The stamps of kdeploy.yaml, and of all files below templates/, profiles/ and tests/. */
  stampListed(): FileStamps {
    const folders = [templatesFolder, profilesFolder, testsFolder]
    return stampFiles(
      folders.map((folder) => resolve(this.folder, folder)),
      [resolve(this.folder, fileName)],
    )
  }

  /** The stamps of all that was read or looked for so far, and of the folders that globs of templates name. */
  stampRead(): FileStamps {
    const paths = [...this.#files.keys(), ...this.#texts.keys()].map((path) => resolve(this.folder, path))
    return stampFiles([...this.#matchedFolders], paths)
  }

  /** A template's file as messages name it. */
  fileOf(template: string): string {
    for (const prefix of [renderedFile, rawFile])
      if (template.startsWith(prefix)) return this.nameOf(template.slice(prefix.length))
    return isPackaged(template) ? this.#packaged.fileOf(template) : this.nameOf(`${templatesFolder}/${template}`)
  }

  /**
   * The text of one of the project's own files without its byte order mark, by a path from the project's folder; undefined where
   * there is none. @throws KdeployError as resolveInside and readBytes do
   */
  readFile(path: string): string | undefined {
    const isNew = !this.#texts.has(path)
    const text = this.#text(path)
    if (isNew) this.#tellRead(path, text)
    return text
  }

  /**
   * The project's files that match a glob, sorted, by their paths from its folder. @throws KdeployError as resolveInside and
   * listFiles do
   */
  filesMatching(glob: string): string[] {
    const [fixed] = glob.split(/[*?]/)
    const folder = fixed === undefined ? '' : fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')))
    const files = this.#list(folder === '' ? '.' : folder).map((file) => (folder === '' ? file : `${folder}/${file}`))
    return files.filter((file) => matchesGlob(file, glob.replace(/^\.\//, '')))
  }

  /**
   * The bytes of a file that a source names at `place`, by a path from the project's folder; undefined where there is none.
   * `isSensitive`: what the source says of them. @throws KdeployError as resolveInside and readBytes do
   */
  readBytes(path: string, place?: Place, isSensitive = false): Buffer | undefined {
    const absolute = resolve(this.folder, path)
    if (isSensitive) this.#sensitiveFiles.add(absolute)
    if (this.#files.has(absolute)) return this.#files.get(absolute)
    const bytes = this.#readInside(path, place)
    this.#files.set(absolute, bytes)
    this.#tellRead(path, bytes)
    return bytes
  }

  /** Whether a source that is sensitive read this file. */
  isSensitiveFile(path: string): boolean {
    return this.#sensitiveFiles.has(resolve(this.folder, path))
  }

  /** The files that a path or a glob from the project's folder matches; else what is wrong with it. @throws KdeployError as readBytes does */
  matchFiles(pattern: string): readonly MatchedFile[] | string {
    const list = (folder: string) => {
      this.#matchedFolders.add(resolve(this.folder, folder))
      return this.#list(folder)
    }
    return matchFiles(pattern, { list, read: (path) => this.readBytes(path) })
  }

  /** The bytes of a file that a person named, by a path from the working folder; undefined where there is none. */
  readGiven(path: string): Buffer | undefined {
    const absolute = resolve(this.workingFolder, path)
    const bytes = readGiven(absolute, path)
    this.#tellRead(absolute, bytes)
    return bytes
  }

  /** Like files, a folder may be a link to what lies in the bounds: else names of files elsewhere would get into messages. */
  #list(folder: string): string[] {
    const target = this.#resolveInside(folder)
    if (target === undefined) return []
    return listFiles(target, this.nameOf(folder), (path, name) => resolveInside(path, this.#boundsOf(), name) ?? path)
  }

  #tellRead(path: string, content: unknown): void {
    this.#trace?.(`${content === undefined ? 'no file' : 'read'}: ${this.nameOf(path)}`)
  }

  #text(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#readText(path))
    return this.#texts.get(path)
  }

  #readText(path: string): string | undefined {
    const bytes = this.#readInside(path)
    return bytes === undefined ? undefined : withoutMark(fileText(bytes, this.nameOf(path)))
  }

  #readInside(path: string, place?: Place): Buffer | undefined {
    const target = this.#resolveInside(path, place)
    return target === undefined ? undefined : readBytes(target, this.nameOf(path))
  }

  #resolveInside(path: string, place?: Place): string | undefined {
    return resolveInside(resolve(this.folder, path), this.#boundsOf(), this.nameOf(path), place)
  }

  #boundsOf(): Bounds {
    this.#bounds ??= boundsOf(this.folder)
    return this.#bounds
  }

  /** A file's path as a person in the working folder would type it. */
  nameOf(path: string): string {
    return deriveName(this.workingFolder, resolve(this.folder, path))
  }

  #readProfile(path: string): ProfileFile | undefined {
    if (!this.#profileFiles.has(path)) {
      this.#tellRead(path, this.#text(path))
      this.#profileFiles.set(path, this.#parseProfile(path))
    }
    return this.#profileFiles.get(path)
  }

  #parseProfile(path: string): ProfileFile | undefined {
    const text = this.#text(path)
    return text === undefined ? undefined : readProfileFile(text, this.nameOf(path), this.#sources)
  }

  #readProjectFile(): ProjectFile {
    this.#projectFile ??= readProjectFile(this.readFile(fileName) ?? '', this.nameOf(fileName), this.#sources)
    return this.#projectFile
  }
}

/** undefined where a file has something wrong. */
function unlessWrong<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return undefined
  }
}

/** A path relative to the working folder, where that is shorter to read than the absolute one. */
function deriveName(workingFolder: string, absolute: string): string {
  const path = relative(workingFolder, absolute)
  return path === '' ? '.' : isAbsolute(path) || path.startsWith('../../..') ? absolute : path
}
