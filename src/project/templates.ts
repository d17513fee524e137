import { KdeployError, type Place, throwCollected } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Placed } from '../profile/settings.ts'
import { matchesGlob } from './files/glob.ts'
import { overridesFolder } from './packages.ts'

/**
 * The templates among the files of templates/: .yaml, .yml, .json and .j2, but no partials, whose name starts with `_`, and nothing
 * that replaces a package's template.
 */
export function templatesAmong(files: readonly string[]): string[] {
  return files.filter(
    (file) => /\.(?:ya?ml|json|j2)$/.test(file) && !isPartial(file) && !file.startsWith(overridesFolder),
  )
}

function isPartial(file: string): boolean {
  return lastPart(file).startsWith('_')
}

/** Where a name in `templates:` is looked for: the project's own templates, or those of a package. */
export interface Offered {
  readonly templates: readonly string[]
  /** As messages name it. */
  readonly folder: string
}

/** What `selectTemplates` says that names come from where they are not a profile's. */
export const templateOption = '--template'

/**
 * The templates that a profile's `templates:` names, in its order, each once. In a glob `*` and `?` stay within a folder, `**`
 * doesn't. `offeredTo` may throw what is wrong with a name. @throws KdeployError `template-unknown` for what names none
 */
export function selectTemplates(
  { value, place }: Placed<readonly string[]>,
  offeredTo: (pattern: string, place: Place) => Offered,
): string[] {
  const problems: KdeployError[] = []
  const selected = new Set<string>()
  for (const pattern of value) {
    try {
      const offered = offeredTo(pattern, place)
      const matched = offered.templates.filter((template) => matchesGlob(template, pattern))
      for (const template of matched) selected.add(template)
      if (matched.length === 0) problems.push(unknown(pattern, offered, place))
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      problems.push(error)
    }
  }
  throwCollected(problems, (count) => `${count} names in \`templates\` match no template`)
  return [...selected]
}

function unknown(pattern: string, { templates, folder }: Offered, place: Place): KdeployError {
  const meant = nearest(pattern, templates)
  const isOption = place.file === templateOption
  const why = isPartial(pattern)
    ? ': a name that starts with _ is a partial, only for include, import and extends'
    : meant === undefined
      ? ''
      : `; did you mean ${meant}?`
  return new KdeployError({
    code: 'template-unknown',
    category: 'input',
    message: `${isOption ? templateOption : '`templates`'}: ${pattern} matches no template in ${folder}${why}`,
    place: isOption ? undefined : place,
    detail:
      templates.length === 0 ? undefined : `templates that exist:\n${templates.map((name) => `  ${name}`).join('\n')}`,
  })
}

/** The message and hint for a name in an include, import or extends. */
export interface MissingTemplate {
  readonly message: string
  readonly hint: string | undefined
}

/** What to say of a `name` that is none of the `files` of templates/, which messages call `folder`. */
export function describeMissing(name: string, { templates: files, folder }: Offered): MissingTemplate {
  const message = `the template "${name}" does not exist in ${folder}`
  const meant = meantFile(name, files)
  const rule = `names are paths from ${folder}, whatever the folder of the template`
  const isPath = name.includes('/') || meant?.includes('/') === true
  if (meant === undefined) return { message, hint: isPath ? rule : undefined }
  return { message, hint: isPath ? `did you mean ${meant}? ${rule}` : `did you mean ${meant}?` }
}

/** The file of the same name in another folder, or with the `_` of a partial; else the nearest. */
function meantFile(name: string, files: readonly string[]): string | undefined {
  const last = lastPart(name)
  const sameName = files.filter((file) => [last, `_${last}`].includes(lastPart(file)))
  return nearest(name, sameName) ?? sameName[0] ?? nearest(name, files)
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
