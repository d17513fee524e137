import { KdeployError, throwCollected } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Placed } from '../profile/settings.ts'
import { matchesGlob } from './glob.ts'

/** The templates among the files of templates/: .yaml, .yml, .json and .j2, but no partials, whose name starts with `_`. */
export function templatesAmong(files: readonly string[]): string[] {
  return files.filter((file) => /\.(?:ya?ml|json|j2)$/.test(file) && !isPartial(file))
}

function isPartial(file: string): boolean {
  return lastPart(file).startsWith('_')
}

/**
 * The templates that a profile's `templates:` names, in its order, each once; all of them where it has none. In a glob
 * `*` and `?` stay within a folder, `**` doesn't. @throws KdeployError `template-unknown` for what names none
 */
export function selectTemplates(
  templates: readonly string[],
  patterns: Placed<readonly string[]> | undefined,
  folder: string,
): string[] {
  if (patterns === undefined) return [...templates]
  const problems: KdeployError[] = []
  const selected = new Set<string>()
  for (const pattern of patterns.value) {
    const matched = templates.filter((template) => matchesGlob(template, pattern))
    for (const template of matched) selected.add(template)
    if (matched.length === 0) problems.push(unknown(pattern, templates, folder, patterns))
  }
  throwCollected(problems, (count) => `${count} names in \`templates\` match no template`)
  return [...selected]
}

function unknown(
  pattern: string,
  templates: readonly string[],
  folder: string,
  { place }: Placed<readonly string[]>,
): KdeployError {
  const meant = nearest(pattern, templates)
  const why = isPartial(pattern)
    ? ': a name that starts with _ is a partial, only for include, import and extends'
    : meant === undefined
      ? ''
      : `; did you mean ${meant}?`
  return new KdeployError({
    code: 'template-unknown',
    category: 'input',
    message: `\`templates\`: ${pattern} matches no template in ${folder}${why}`,
    place,
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
export function describeMissing(name: string, files: readonly string[], folder: string): MissingTemplate {
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
