import { nearest } from '../../nearest.ts'
import { type Library, openLibrary } from '../../project/library.ts'
import { describeTemplate, type LibraryTemplate } from '../../scaffold/library-template.ts'
import { alternatives } from '../../scaffold/library-variables.ts'
import { splitNames } from '../../scaffold/names.ts'
import { createEnvironment } from '../../template/library.ts'

/** What runs; the other templates go with it. */
const workloads = ['web', 'worker', 'cron-job', 'migration', 'stateful-set']

/** The templates to choose from: first those that run something, then what goes with them. */
export function libraryTemplates(library: Library = openLibrary()): LibraryTemplate[] {
  const all = library.templates.flatMap((file) => describeTemplate(file, library.read(file) ?? '') ?? [])
  const named = (name: string) => all.filter((one) => one.name === name)
  return [...workloads.flatMap(named), ...all.filter(({ name }) => !workloads.includes(name))]
}

/** `web,worker.yaml` as names of templates. */
export function splitTemplates(text: string): string[] {
  return splitNames(text).map((name) => name.replace(/\.ya?ml$/, ''))
}

/** What is wrong with a choice of templates; undefined where nothing is. */
export function problemOfChoice(text: string, known: readonly LibraryTemplate[]): string | undefined {
  const names = known.map(({ name }) => name)
  const chosen = splitTemplates(text)
  const unknown = chosen.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const meant = nearest(unknown, names)
    const which = unknown === text ? 'is' : `has ${unknown}, which is`
    return `${which} not a template of the library${meant === undefined ? `: ${names.join(', ')}` : `; did you mean ${meant}?`}`
  }
  if (chosen.length === 0) return `names no template: ${names.join(', ')}`
  const both = alternatives.find((group) => group.every((name) => chosen.includes(name)))
  return both === undefined ? undefined : `has ${both.join(' and ')}: a workload has one or the other`
}

/** The JSON Schema of all variables that the library reads. */
export const schemaFile = '_variables.schema.yaml'

/** What a project has of the library, by file name: templates, all that they include or import, and the schema. */
export function copiedFrom(library: Library, chosen: readonly string[]): Map<string, string> {
  const environment = createEnvironment({ loader: (name) => library.read(name) })
  const found = new Map<string, string>()
  const pending = chosen.map((name) => `${name}.yaml`)
  for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
    const text = library.read(file)
    if (text === null || found.has(file)) continue
    found.set(file, text)
    pending.push(...environment.reads(file).templates)
  }
  return found.set(schemaFile, library.read(schemaFile) ?? '')
}
