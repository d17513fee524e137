import { KdeployError } from '../../errors.ts'
import { replacedBy } from '../../project/packages.ts'
import type { Project } from '../../project/project.ts'
import type { Reads } from '../../template/library.ts'
import { type Delimiters, references } from '../../variables/references.ts'
import type { Path } from '../../variables/undeclared.ts'
import { delimitersOf } from './delimiters.ts'
import type { Templates } from './templates.ts'

/**
 * The variables that anything in the project may read: its templates, whichever a profile renders, and the templates in its
 * profile files. A name that is built while a template is rendered leads to none of them: a template names its variables.
 */
export function readsOfProject(project: Project, templates: Templates): Path[] {
  const delimiters = delimitersOf(project.jinja)
  return [
    ...readsOfTemplates(project, templates, delimiters),
    ...project.profileTexts.flatMap((text) => references(text, delimiters)),
  ]
}

/** Also of those that only an include names, and that no listing of the folder shows. */
function readsOfTemplates(project: Project, templates: Templates, delimiters: Delimiters): Path[] {
  const paths: Path[] = []
  const own = project.templateFiles.map((file) => replacedBy(file) ?? file)
  const pending = [...own, ...project.otherTemplates]
  const seen = new Set<string>(pending)
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const { variables, templates: named } = readsOf(name, project, templates)
    paths.push(...variables, ...readsOfFiles(textOf(name, project), project, delimiters))
    for (const other of named) {
      if (!seen.has(other)) pending.push(other)
      seen.add(other)
    }
  }
  return paths
}

const filesCall = /\bfiles\(\s*(?:'([^']+)'|"([^"]+)")/g

/** What the files read that a template may render, by a name that is written out. */
function readsOfFiles(text: string, project: Project, delimiters: Delimiters): Path[] {
  if (!text.includes('render')) return []
  return [...text.matchAll(filesCall)].flatMap(([, single, double]) =>
    matchedTexts(single ?? double ?? '', project).flatMap((file) => references(file, delimiters)),
  )
}

/** None of what can't be read. */
function matchedTexts(pattern: string, project: Project): string[] {
  try {
    const found = project.matchFiles(pattern)
    return typeof found === 'string' ? [] : found.flatMap(({ text }) => text ?? [])
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return []
  }
}

const word = /[\p{ID_Start}_][\p{ID_Continue}]*/gu

/** Of a template that can't be parsed, any word in it may be a variable. */
function readsOf(name: string, project: Project, templates: Templates): Pick<Reads, 'variables' | 'templates'> {
  try {
    return templates.reads(name)
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return { variables: [...new Set(textOf(name, project).match(word))].map((one) => [one]), templates: [] }
  }
}

/** The text of a file below templates/; empty where it can't be read as text, and so not rendered either. */
export function textOf(name: string, project: Pick<Project, 'readTemplate'>): string {
  try {
    return project.readTemplate(name) ?? ''
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return ''
  }
}

/** The variables that the profile files of the project declare, of whatever profile; none of a file that can't be read. */
export function declaredInProject(project: Project): Path[] {
  return project.profileVariables.flatMap((variables) => pathsIn(variables))
}

function pathsIn(value: object, prefix: Path = []): Path[] {
  return Object.entries(value).flatMap(([key, item]): Path[] => {
    const path = [...prefix, key]
    const isMap = typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).length > 0
    return isMap ? pathsIn(item, path) : [path]
  })
}
