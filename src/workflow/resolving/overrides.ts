import { KdeployError, throwCollected } from '../../errors.ts'
import { isMap } from '../../json-map.ts'
import type { Placed } from '../../profile/settings.ts'
import { fileText } from '../../project/files/read-file.ts'
import type { Project } from '../../project/project.ts'
import { formatOf, parseVariables } from '../../sources/parse.ts'
import { nearestVariable } from '../../variables/nearest-variable.ts'
import {
  type Assignment,
  assignmentNode,
  checkJson,
  labelOf,
  parseAssignment,
  type SetLabel,
  type SetOption,
  typedValue,
} from '../../variables/set.ts'
import { type MapNode, mapNode, toNode } from '../../variables/tree.ts'
import { namesOf } from '../../variables/undeclared.ts'
import { withoutVariable } from '../../variables/without.ts'

/** What stands over every profile file: options, or a test's variables. Files are named from the working folder. */
export interface Overrides {
  /** --values: YAML, JSON or dotenv files, later ones win; `-` is stdin, as YAML, as it is to --set-file. */
  readonly values: readonly string[]
  /** --set-json, --set, --set-string, --set-file: `name=value` each; they win over --values, in this order, which is Helm's. */
  readonly setJson: readonly string[]
  readonly set: readonly string[]
  readonly setString: readonly string[]
  readonly setFile: readonly string[]
  /** Environment variables that gave options above, `KDEPLOY_SET`: the options are called so. Default: none. */
  readonly fromEnvironment?: readonly string[] | undefined
  /** Variables that no option gives; they win over --values. Default: none. */
  readonly given?: MapNode | undefined
  /** Variables (`db.host`) that are taken away in the end, as if nothing set them. Default: none. */
  readonly without?: readonly Placed<string>[] | undefined
  /** See World. Default: `-` is a file. */
  readonly readStdin?: ((by: string) => Buffer) | undefined
}

/** The variables of the options, the weakest first. @throws KdeployError */
export function overrideLayers(project: Project, overrides: Overrides): MapNode[] {
  const named = (option: SetOption) => labelOf(option, overrides.fromEnvironment ?? [])
  const [json, set, string, file] = [named('--set-json'), named('--set'), named('--set-string'), named('--set-file')]
  return [
    ...overrides.values.map((path) => valuesLayer(project, path, overrides)),
    ...(overrides.given === undefined ? [] : [overrides.given]),
    ...overrides.setJson.map((argument) => jsonLayer(json, argument)),
    ...overrides.set.map((argument) => {
      const assignment = parseAssignment(set, argument)
      return assignmentNode(set, assignment, typedValue(assignment.text))
    }),
    ...overrides.setString.map((argument) => {
      const assignment = parseAssignment(string, argument)
      return assignmentNode(string, assignment, assignment.text)
    }),
    ...overrides.setFile.map((argument) => {
      const assignment = parseAssignment(file, argument)
      return assignmentNode(file, assignment, givenText(project, file, assignment, overrides))
    }),
  ]
}

function jsonLayer(label: SetLabel, argument: string): MapNode {
  const assignment = parseAssignment(label, argument)
  checkJson(label, assignment)
  // Numbers and names twice are those of kdeploy's one reader.
  const { values, isFloat } = parseVariables(`{"value": ${assignment.text}}`, 'json', label, { file: label }, true)
  const value = isMap(values) ? (values['value'] ?? null) : null
  return assignmentNode(label, assignment, value, (path) => isFloat?.(['value', ...path]) === true)
}

function valuesLayer(project: Project, path: string, { readStdin, fromEnvironment = [] }: Overrides): MapNode {
  const given = fromEnvironment.includes('KDEPLOY_VALUES') ? 'KDEPLOY_VALUES' : '--values'
  const isStdin = path === '-' && readStdin !== undefined
  const name = isStdin ? 'stdin' : path
  const text = isStdin ? fileText(readStdin(`${given} -`), name) : textOf(project, path, given)
  const format = isStdin ? 'yaml' : (formatOf(path) ?? 'yaml')
  const { values, placeOf, isFloat } = parseVariables(text, format, name, { file: name })
  const node = toNode(typeof values === 'string' ? {} : values, {
    by: (field) => ({ label: name, place: { file: name, ...placeOf(field) } }),
    template: format !== 'dotenv',
    isFloat,
  })
  return node.kind === 'map' ? node : mapNode([], node.by)
}

/** The text of what a `--set-file` names. */
function givenText(project: Project, label: SetLabel, { path, text }: Assignment, { readStdin }: Overrides): string {
  if (text !== '-' || readStdin === undefined) return textOf(project, text, label)
  return fileText(readStdin(`${label} ${path.join('.')}=-`), 'stdin')
}

function textOf(project: Project, path: string, given: string): string {
  const bytes = project.readGiven(path)
  if (bytes !== undefined) return fileText(bytes, path)
  const message = `${given}: the file ${path} does not exist`
  throw new KdeployError({ code: 'file-missing', category: 'input', message })
}

/** The variables without those that are taken away, as far as they are there. */
export function takeAway(variables: MapNode, names: readonly Placed<string>[]): MapNode {
  return names.reduce((left, { value }) => withoutVariable(left, value.split('.')), variables)
}

/** @throws KdeployError `variable-unknown` for a name that is taken away and that nothing sets */
export function refuseUnknownNames(variables: MapNode, names: readonly Placed<string>[]): void {
  const problems = names
    .filter((name) => takeAway(variables, [name]) === variables)
    .map(({ value, place }) => {
      const meant = nearestVariable(value, namesOf(variables, []))
      const question = meant === undefined ? '' : `; did you mean ${meant}?`
      const message = `\`without\` names ${value}, which nothing sets${question}`
      return new KdeployError({ code: 'variable-unknown', category: 'input', message, place })
    })
  throwCollected(problems, (count) => `${count} variables that are taken away are unknown`)
}
