import { isDeepStrictEqual } from 'node:util'
import { KdeployError, type Place } from '../errors.ts'
import type { BoundedFiles } from './files/bounded-files.ts'
import { matchPaths } from './files/matched-files.ts'
import { fileText } from './files/read-file.ts'
import { withoutMark } from './files/utf8.ts'
import { PackagedTemplates } from './packaged-templates.ts'
import { isPackaged, overridesFolder, replacedBy } from './packages.ts'
import { describeMissing, type MissingTemplate, type Offered, selectTemplates, templatesAmong } from './templates.ts'

export const templatesFolder = 'templates'

/** What the name of a template begins with that is a file rendered by `files()`. */
export const renderedFile = 'file:'

/** What the name of a file in `templates:` begins with that is deployed as it is. */
const rawFile = 'raw:'

/** Whether a name in `templates:` is that of a file which is no template. */
export function isRaw(name: string): boolean {
  return name.startsWith(rawFile)
}

/** Whether it is none of the project's own templates. */
export function isOther(name: string): boolean {
  return isRaw(name) || isPackaged(name)
}

/** What a project renders: its own templates, those of npm packages, and files that are deployed as they are. */
export class ProjectTemplates {
  readonly #files: BoundedFiles
  readonly #packaged: PackagedTemplates
  #everyFile: readonly string[] | undefined
  #own: readonly string[] | undefined

  constructor(files: BoundedFiles) {
    this.#files = files
    this.#packaged = new PackagedTemplates(files.folder, {
      nameOf: (path) => files.nameOf(path),
      overrideOf: (path) => files.text(`${templatesFolder}/${overridesFolder}${path}`),
      overridePath: (path) => `${templatesFolder}/${overridesFolder}${path}`,
    })
  }

  /** The folder of the templates as messages name it. */
  get folder(): string {
    return this.#files.nameOf(templatesFolder)
  }

  /** The names of all templates of the project that aren't partials, sorted. @throws KdeployError as BoundedFiles.list does */
  get own(): readonly string[] {
    this.#own ??= templatesAmong(this.everyFile)
    return this.#own
  }

  /** Every file below templates/, sorted: templates, partials, and what they include. */
  get everyFile(): readonly string[] {
    this.#everyFile ??= this.#files.list(templatesFolder)
    return this.#everyFile
  }

  /** Whether all files below templates/ are the same in another tree; false where one can't be read. */
  hasSameFiles(other: ProjectTemplates): boolean {
    const names = this.everyFile
    return (
      isDeepStrictEqual(names, other.everyFile) &&
      names.every((name) => this.#files.hasSameText(`${templatesFolder}/${name}`, other.#files))
    )
  }

  /** What to say of a template that another one names and that isn't there. */
  describeMissing(name: string): MissingTemplate {
    if (isPackaged(name)) return this.#packaged.describeMissing(name)
    return describeMissing(name, { templates: this.everyFile, folder: this.folder })
  }

  /** Warnings of files below templates/pkg/ that replace no template of a package. */
  get uselessOverrides(): string[] {
    return this.everyFile
      .filter((file) => file.startsWith(overridesFolder))
      .flatMap((file) => {
        const name = replacedBy(file)
        const why = name === undefined ? 'it has no PACKAGE/FILE' : this.#packaged.describeUseless(name)
        return why === undefined ? [] : [`${this.folder}/${file} replaces no template of a package: ${why}`]
      })
  }

  /** The templates that a profile's `templates:` names; all of the project's own where it has none. @throws KdeployError `template-unknown` */
  select(patterns: Parameters<typeof selectTemplates>[0] | undefined): readonly string[] {
    return patterns === undefined
      ? this.own
      : selectTemplates(patterns, (pattern, place) => this.#offeredTo(pattern, place))
  }

  #offeredTo(pattern: string, place: Place): Offered {
    if (isPackaged(pattern)) return this.#packaged.offeredTo(pattern, place)
    if (isRaw(pattern)) return { templates: this.#rawFiles(pattern, place), folder: this.#files.nameOf('.') }
    return { templates: this.own, folder: this.folder }
  }

  /** What `raw:GLOB` in `templates:` matches, by the same kind of name. @throws KdeployError `template-unknown` */
  #rawFiles(pattern: string, place: Place): string[] {
    const path = pattern.slice(rawFile.length)
    const paths = matchPaths(path, (folder) => this.#files.listNamed(folder))
    const found = typeof paths === 'string' ? [] : paths.filter((one) => this.#files.bytes(one) !== undefined)
    if (found.length > 0) return found.map((one) => `${rawFile}${one}`)
    const message = `\`templates\`: raw: ${typeof paths === 'string' ? paths : `there is no file ${path}`}`
    throw new KdeployError({ code: 'template-unknown', category: 'input', message, place })
  }

  /** What a `raw:` name of `templates:` holds, which is deployed as it is. @throws KdeployError as readBytes and fileText do */
  readRaw(name: string): string {
    const path = name.slice(rawFile.length)
    return withoutMark(fileText(this.#files.bytes(path) ?? Buffer.alloc(0), this.#files.nameOf(path)))
  }

  /** A template's source, null where there is none of that name. Not traced: an include may build its name from a secret. */
  read(name: string): string | null {
    const parts = name.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) return null
    if (isPackaged(name)) return this.#packaged.read(name) ?? null
    return this.#files.text(`${templatesFolder}/${name}`) ?? null
  }

  /** What a name in an include, import or extends of the template `parent` means: in a package's template its own files. */
  join(name: string, parent: string): string {
    return this.#packaged.join(name, parent)
  }

  /** A template's file as messages name it. */
  fileOf(template: string): string {
    for (const prefix of [renderedFile, rawFile])
      if (template.startsWith(prefix)) return this.#files.nameOf(template.slice(prefix.length))
    if (isPackaged(template)) return this.#packaged.fileOf(template)
    return this.#files.nameOf(`${templatesFolder}/${template}`)
  }
}
