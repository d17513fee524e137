import { join } from 'node:path'
import { KdeployError, type Place } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { isPackaged, originalName, type PackagedName, Packages, packagedName, parsePackaged } from './packages.ts'
import { describeMissing, type MissingTemplate, type Offered, templatesAmong } from './templates.ts'

/** What the project has to do with it. */
interface Surroundings {
  /** What messages call a file, by its path from the project's folder. */
  readonly nameOf: (path: string) => string
  /** The text of the project's own file that replaces `NAME/PATH` of a package; undefined where there is none. */
  readonly overrideOf: (path: string) => string | undefined
  /** Where that file is, from the project's folder. */
  readonly overridePath: (path: string) => string
}

/** Templates of npm packages, as a project's templates name them: `pkg:NAME/PATH`. */
export class PackagedTemplates {
  readonly #packages: Packages
  readonly #project: Surroundings

  constructor(projectFolder: string, project: Surroundings) {
    this.#packages = new Packages(projectFolder, project.nameOf)
    this.#project = project
  }

  /** The project's own file first; undefined where there is none of that name. */
  read(name: string): string | undefined {
    const meant = parsePackaged(name)
    if (meant === undefined) return undefined
    return this.#overrideOf(meant) ?? this.#packages.read(meant.package, meant.path)
  }

  /** As messages name it. */
  fileOf(name: string): string {
    const meant = parsePackaged(name)
    if (meant === undefined) return name
    if (this.#overrideOf(meant) !== undefined)
      return this.#project.nameOf(this.#project.overridePath(`${meant.package}/${meant.path}`))
    return `${this.#folderOf(meant.package)}/${meant.path}`
  }

  /**
   * What a name in a template means: in one of a package the package's own file (Jinja2 3.1 `Environment.join_path`); in one that
   * replaces a package's, its own name is what it replaces.
   */
  join(name: string, parent: string): string {
    const by = parsePackaged(parent)
    if (by === undefined) return name
    const meant = isPackaged(name) ? name : packagedName(by.package, name)
    return meant === parent && this.#overrideOf(by) !== undefined ? originalName(by.package, by.path) : meant
  }

  /** Why a file that is to replace a package's replaces nothing; undefined where it does. */
  describeUseless(name: string): string | undefined {
    const meant = parsePackaged(name)
    if (meant === undefined) return undefined
    if (this.#packages.find(meant.package) === undefined) return `the package "${meant.package}" is not installed`
    const files = this.#packages.filesOf(meant.package)
    if (files.includes(meant.path)) return undefined
    const near = nearest(meant.path, files)
    return `${this.#folderOf(meant.package)} has no ${meant.path}${near === undefined ? '' : `; did you mean ${near}?`}`
  }

  /** What `templates:` of a profile may mean. @throws KdeployError `template-unknown` where the package isn't installed, or the name is malformed */
  offeredTo(pattern: string, place: Place): Offered {
    const meant = this.#find(pattern)
    if ('message' in meant) throw new KdeployError({ code: 'template-unknown', category: 'input', place, ...meant })
    return {
      templates: templatesAmong(this.#packages.filesOf(meant.package)).map((file) => packagedName(meant.package, file)),
      folder: this.#folderOf(meant.package),
    }
  }

  /** What to say of a template that isn't there. */
  describeMissing(name: string): MissingTemplate {
    const meant = this.#find(name)
    if ('message' in meant) return meant
    const templates = this.#packages.filesOf(meant.package).map((file) => packagedName(meant.package, file))
    const spelled = packagedName(meant.package, meant.path)
    return describeMissing(spelled, { templates, folder: this.#folderOf(meant.package) })
  }

  /** Its package is there, and has templates; else what to say. */
  #find(name: string): PackagedName | MissingTemplate {
    const meant = parsePackaged(name)
    if (meant === undefined) {
      return {
        message: `"${name}" is not the name of a package's template`,
        hint: 'write pkg:PACKAGE/FILE, such as pkg:kdeploy/web.yaml or pkg:@acme/templates/_pod.yaml',
      }
    }
    const found = this.#packages.find(meant.package)
    if (found === undefined) {
      return {
        message: `the package "${meant.package}" of ${name} is not installed: no node_modules here or above has it`,
        hint: `npm install --save-dev ${meant.package}`,
      }
    }
    if (found.bounds !== undefined) return meant
    const folder = this.#project.nameOf(found.templatesFolder)
    return { message: `the package "${meant.package}" has no templates: ${folder} does not exist`, hint: undefined }
  }

  #overrideOf(meant: PackagedName): string | undefined {
    return meant.isOriginal ? undefined : this.#project.overrideOf(`${meant.package}/${meant.path}`)
  }

  /** As messages name it; where the package isn't installed, where it would be. */
  #folderOf(named: string): string {
    const folder = this.#packages.find(named)?.templatesFolder ?? join('node_modules', named, 'templates')
    return this.#project.nameOf(folder)
  }
}
