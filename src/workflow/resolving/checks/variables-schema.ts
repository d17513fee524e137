import { KdeployError, messageOf, type Place, throwCollected } from '../../../errors.ts'
import { isMap } from '../../../json-map.ts'
import { isPackaged } from '../../../project/packages.ts'
import type { Project } from '../../../project/project.ts'
import { remembered } from '../../../remembered.ts'
import { type CheckVariables, compileVariablesSchema } from '../../../variables/json-schema.ts'
import { isSetLabel, stringLabel, typedAs } from '../../../variables/set.ts'
import type { MapNode } from '../../../variables/tree.ts'
import { readDocuments } from '../../../yaml/read.ts'

/**
 * Holds a profile's variables, all rendered, to the project's own JSON Schema, kdeploy.yaml's `schema`.
 * @throws KdeployError `variable-invalid` with each variable that it refuses, at the line of the layer that gave it; as variablesSchemaOf does
 */
export async function checkVariables(project: Project, tree: MapNode): Promise<void> {
  const check = await compiled(project)
  if (check === undefined) return
  const problems = check(tree).map(({ name, problem, by, isUnquoted }) => {
    const label = by.place === undefined && isSetLabel(by.label) ? by.label : undefined
    return new KdeployError({
      code: 'variable-invalid',
      category: 'input',
      message:
        name === ''
          ? `the variables: ${problem}`
          : `the variable ${name} ${problem}${label === undefined ? '' : ` (${label})`}`,
      place: by.place ?? (label === undefined ? project.schema.place : undefined),
      hint:
        label !== undefined && isUnquoted
          ? `${typedAs(stringLabel(label), `${name}=…`)} gives a text whatever it looks like`
          : `${problem === 'is missing' ? missingHint : ''}the schema is in ${whereOf(project)}`,
    })
  })
  throwCollected(problems, (count) => `${count} variables are not as the schema wants them`)
}

const missingHint =
  'give it a default in a profile, or an environment source with an example where only a job knows it; '

const compiled = remembered(async (project: Project): Promise<CheckVariables | undefined> => {
  const schema = variablesSchemaOf(project)
  if (schema === undefined) return undefined
  try {
    return await compileVariablesSchema(schema)
  } catch (error) {
    const place = typeof project.schema.value === 'string' ? { file: whereOf(project) } : project.schema.place
    throw invalid(project, `is not a JSON Schema: ${messageOf(error)}`, place)
  }
})

/**
 * The JSON Schema of a project's variables; undefined where it has none. @throws KdeployError `file-missing` or `file-invalid` where
 * kdeploy.yaml names a file that isn't there, or holds no map; `yaml-syntax`
 */
export function variablesSchemaOf(project: Project): object | undefined {
  const { value, place } = project.schema
  if (typeof value !== 'string') return value
  const text = isPackaged(value) ? project.readTemplate(value) : project.readFile(value)
  if (text === null || text === undefined) {
    const message = `\`schema\` names ${value}, which does not exist`
    throw new KdeployError({ code: 'file-missing', category: 'input', message, place })
  }
  const file = whereOf(project)
  const [document] = readDocuments(text, file, { keys: 'as-written' }).filter((one) => one.value !== null)
  if (document !== undefined && isMap(document.value)) return document.value
  throw invalid(project, 'is not a map', { file })
}

function invalid(project: Project, problem: string, place: Place): KdeployError {
  const message = `the schema of variables in ${whereOf(project)} ${problem}`
  return new KdeployError({ code: 'file-invalid', category: 'input', message, place })
}

function whereOf(project: Project): string {
  const { value, place } = project.schema
  if (typeof value !== 'string') return place.file
  return isPackaged(value) ? project.fileOf(value) : project.nameOf(value)
}
