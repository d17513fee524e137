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
