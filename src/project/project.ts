import { resolve } from 'node:path'
import { KdeployError, type Place } from '../errors.ts'
import { layersOf, profilesAmong } from '../profile/layers.ts'
import { type ProfileFile, type ProjectFile, readProfileFile, readProjectFile } from '../profile/profile-file.ts'
import { type ProfileName, unknownProfile } from '../profile/profile-name.ts'
import type { JinjaOptions } from '../profile/shapes.ts'
import type { SourceForm } from '../profile/source-spec.ts'
import { BoundedFiles } from './files/bounded-files.ts'
import { type FileStamps, stampFiles } from './files/file-stamps.ts'
import type { FileTree } from './files/file-tree.ts'
import { matchesGlob } from './files/glob.ts'
import { type MatchedFile, matchFiles } from './files/matched-files.ts'
import { removeSnapshotFile, writeSnapshotFile } from './files/snapshot-files.ts'
import { isOther, ProjectTemplates, templatesFolder } from './project-templates.ts'
import type { MissingTemplate } from './templates.ts'
import { isSnapshot, snapshotsFolder, testsAmong, testsFolder } from './test-files.ts'

/** What makes a folder a project, beside templates/. */
export const fileName = 'kdeploy.yaml'
const profilesFolder = 'profiles'

/** A deployment project on disk. Every file is read once, and only when it is needed. */
export class Project {
  /** What `variablesFrom` may name. */
  readonly #sources: readonly SourceForm[]
  readonly #files: BoundedFiles
  readonly #templates: ProjectTemplates
  /** Absolute, without a link. */
  readonly #sensitiveFiles = new Set<string>()
  readonly #profileFiles = new Map<string, ProfileFile | undefined>()
  #projectFile: ProjectFile | undefined
  #otherTemplates: readonly string[] | undefined
  #profiles: readonly string[] | undefined

  /** `tree`: where its files are; default: on the disk. */
  constructor(
    folder: string,
    workingFolder: string,
    sources: readonly SourceForm[],
    trace?: (line: string) => void,
    tree?: FileTree,
  ) {
    this.#sources = sources
    this.#files = new BoundedFiles(folder, workingFolder, trace, tree)
    this.#templates = new ProjectTemplates(this.#files)
    trace?.(`project: ${folder}`)
  }

  /** Absolute. */
  get folder(): string {
    return this.#files.folder
  }

  /** Absolute; options such as --values name files from here. */
  get workingFolder(): string {
    return this.#files.workingFolder
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

  /** kdeploy.yaml's `order`. */
  get order(): ProjectFile['order'] {
    return this.#readProjectFile().order
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
   * BoundedFiles.list does
   */
  get profiles(): readonly string[] {
    if (this.#profiles !== undefined) return this.#profiles
    const files = this.#files.list(profilesFolder)
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
    return [fileName, ...this.#profileFileNames()].flatMap((path) => unlessWrong(() => this.#files.text(path)) ?? [])
  }

  /** The `variables` of all profile files; without those of files that have something wrong. */
  get profileVariables(): ProfileFile['variables'][] {
    const files = this.#profileFileNames().map((path) => unlessWrong(() => this.#parseProfile(path)))
    return files.flatMap((file) =>
      file === undefined ? [] : [file.variables, ...[...file.clusters.values()].map(({ layer }) => layer.variables)],
    )
  }

  /** Every file below profiles/, sorted, by its path from there. */
  get profileFiles(): readonly string[] {
    return this.#files.list(profilesFolder)
  }

  /** The folder of the profiles as messages name it. */
  get profilesFolder(): string {
    return this.nameOf(profilesFolder)
  }

  /** Whether a source read this file of the project. */
  hasRead(path: string): boolean {
    return this.#files.hasRead(path)
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

  /** The names of all templates that aren't partials, sorted. @throws KdeployError as BoundedFiles.list does */
  get templates(): readonly string[] {
    return this.#templates.own
  }

  /** Every file below templates/, sorted: templates, partials, and what they include. */
  get templateFiles(): readonly string[] {
    return this.#templates.everyFile
  }

  /** What to say of a template that another one names and that isn't there. */
  describeMissing(name: string): MissingTemplate {
    return this.#templates.describeMissing(name)
  }

  /** Warnings of files below templates/pkg/ that replace no template of a package. */
  get uselessOverrides(): string[] {
    return this.#templates.uselessOverrides
  }

  /** The templates that a profile's `templates:` names; all of the project's own where it has none. @throws KdeployError `template-unknown` */
  selectTemplates(patterns: Parameters<ProjectTemplates['select']>[0]): readonly string[] {
    return this.#templates.select(patterns)
  }

  /** What a `raw:` name of `templates:` holds, which is deployed as it is. @throws KdeployError as readBytes does */
  readRaw(name: string): string {
    return this.#templates.readRaw(name)
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

  /** A template's source, null where there is none of that name: the template library's loader. */
  readTemplate(name: string): string | null {
    return this.#templates.read(name)
  }

  /** The folder of the templates as messages name it. */
  get templatesFolder(): string {
    return this.#templates.folder
  }

  /** What a name in an include, import or extends of the template `parent` means: in a package's template its own files. */
  joinTemplate(name: string, parent: string): string {
    return this.#templates.join(name, parent)
  }

  /** The test files, sorted, by their paths from the project's folder. @throws as testsAmong does */
  get testFiles(): readonly string[] {
    return testsAmong(this.#listTests(), (path) => this.nameOf(path))
  }

  /** The files where snapshots of tests may be, sorted, by their paths from the project's folder. */
  get snapshotFiles(): readonly string[] {
    return this.#listTests().filter((file) => isSnapshot(file) && file.endsWith('.yaml'))
  }

  /** Whether a file is a link or in a linked folder. @throws KdeployError as resolveInside does */
  isLinked(path: string): boolean {
    return this.#files.isLinked(path)
  }

  #listTests(): string[] {
    return this.#files.list(testsFolder).map((file) => `${testsFolder}/${file}`)
  }

  /** The folder of the tests as messages name it. */
  get testsFolder(): string {
    return this.nameOf(testsFolder)
  }

  /** Writes a snapshot, by its path from the project's folder. @throws KdeployError `file-unwritable`, and as resolveInside does */
  writeSnapshot(path: string, text: string): void {
    writeSnapshotFile(resolve(this.folder, path), this.nameOf(path), text, (folder) => {
      if (folder !== this.folder) this.#files.resolveInside(folder)
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
    return this.#files.stampRead()
  }

  /**
   * Whether another tree has the same of all that any profile so far may have been rendered from, but for profile files: then a
   * profile whose layers are the same renders the same. False where something can't be read.
   */
  hasReadTheSame(other: Project): boolean {
    return (
      this.#files.hasSameText(fileName, other.#files) &&
      this.#files.hasReadTheSame(other.#files) &&
      this.#templates.hasSameFiles(other.#templates)
    )
  }

  /** Whether another tree has the same files of a profile. */
  hasSameLayers(other: Project, name: ProfileName): boolean {
    return layersOf(name).every(({ file }) => this.#files.hasSameText(`${profilesFolder}/${file}`, other.#files))
  }

  /** The files that every profile may be rendered from, absolute. @throws KdeployError as BoundedFiles.list does */
  get ownFiles(): string[] {
    const listed = [templatesFolder, profilesFolder].flatMap((folder) =>
      this.#files.list(folder).map((file) => `${folder}/${file}`),
    )
    return [fileName, ...listed].map((path) => resolve(this.folder, path))
  }

  /** What was read or looked for so far, absolute. */
  get asked(): readonly string[] {
    return this.#files.asked
  }

  /** A template's file as messages name it. */
  fileOf(template: string): string {
    return this.#templates.fileOf(template)
  }

  /**
   * The text of one of the project's own files without its byte order mark, by a path from the project's folder; undefined where
   * there is none. @throws KdeployError as BoundedFiles.text does
   */
  readFile(path: string): string | undefined {
    return this.#files.tracedText(path)
  }

  /**
   * The project's files that match a glob, sorted, by their paths from its folder. @throws KdeployError as
   * BoundedFiles.list does
   */
  filesMatching(glob: string): string[] {
    const [fixed] = glob.split(/[*?]/)
    const folder = fixed === undefined ? '' : fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')))
    const files = this.#files
      .list(folder === '' ? '.' : folder)
      .map((file) => (folder === '' ? file : `${folder}/${file}`))
    return files.filter((file) => matchesGlob(file, glob.replace(/^\.\//, '')))
  }

  /**
   * The bytes of a file that a source names at `place`, by a path from the project's folder; undefined where there is none.
   * `isSensitive`: what the source says of them. @throws KdeployError as BoundedFiles.bytes does
   */
  readBytes(path: string, place?: Place, isSensitive = false): Buffer | undefined {
    const target = isSensitive ? this.#files.resolveInside(path, place) : undefined
    if (target !== undefined) this.#sensitiveFiles.add(target)
    return this.#files.bytes(path, place)
  }

  /** Whether a source that is sensitive read this file, whatever links lead to it. @throws KdeployError as resolveInside does */
  isSensitiveFile(path: string): boolean {
    if (this.#sensitiveFiles.size === 0) return false
    const target = this.#files.resolveInside(path)
    return target !== undefined && this.#sensitiveFiles.has(target)
  }

  /** The files that a path or a glob from the project's folder matches; else what is wrong with it. @throws KdeployError as readBytes does */
  matchFiles(pattern: string): readonly MatchedFile[] | string {
    const list = (folder: string) => this.#files.listNamed(folder)
    return matchFiles(pattern, { list, read: (path) => this.readBytes(path) })
  }

  /** The bytes of a file that a person named, by a path from the working folder; undefined where there is none. */
  readGiven(path: string): Buffer | undefined {
    return this.#files.given(path)
  }

  /** A file's path as a person in the working folder would type it. */
  nameOf(path: string): string {
    return this.#files.nameOf(path)
  }

  #readProfile(path: string): ProfileFile | undefined {
    if (!this.#profileFiles.has(path)) {
      this.#files.tellRead(path, this.#files.text(path))
      this.#profileFiles.set(path, this.#parseProfile(path))
    }
    return this.#profileFiles.get(path)
  }

  #parseProfile(path: string): ProfileFile | undefined {
    const text = this.#files.text(path)
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
