import { KdeployError } from '../errors.ts'
import { formatPath } from '../field-path.ts'
import { stringifyJson } from '../json.ts'
import { asList, asMap, getOwn, isMap } from '../json-map.ts'
import { fieldAt, listAt } from '../manifest/fields.ts'
import { describeRef, refOf } from '../manifest/identity.ts'
import type { FieldPath, Json, JsonObject, KubeObject, Manifest, SensitiveField } from '../manifest/types.ts'

/** What is wrong with one field. */
interface Problem {
  readonly path: FieldPath
  readonly message: string
}

/** Fields that every object has, whatever its schema says of them (structural schemas, `x-kubernetes-embedded-resource`). */
const ofEveryObject = new Set(['apiVersion', 'kind', 'metadata'])

/**
 * What the schema of a CustomResourceDefinition that isn't on the cluster yet refuses in a manifest: unknown and missing fields,
 * wrong types, and values out of their limits. Patterns, formats, combinations (anyOf and the like) and rules in CEL are
 * left to the server (definition-probe.ts).
 */
export function schemaProblems(definition: KubeObject, manifest: Manifest): KdeployError[] {
  const { object } = manifest
  const ref = refOf(object)
  const problemAt = (problem: Problem) => {
    const { path, message } = withoutSensitive(problem, manifest.sensitive)
    return new KdeployError({
      code: 'manifest-invalid',
      category: 'input',
      message: `${describeRef(ref)}: ${path.length === 0 ? '' : `${formatPath(path)}: `}${message}`,
      place: manifest.placeOf(path),
      detail: `according to the schema of CustomResourceDefinition ${definition.metadata.name}, which this project renders`,
    })
  }
  const version = listAt(definition, 'spec', 'versions').find(({ name }) => name === ref.version)
  if (version?.['served'] !== true)
    return [problemAt({ path: ['apiVersion'], message: `the version ${ref.version} is not served` })]
  const schema = schemaIn(fieldAt(version, 'schema', 'openAPIV3Schema'))
  if (schema === undefined) return []
  const keepsUnknown = fieldAt(definition, 'spec', 'preserveUnknownFields') === true
  const problems = check(object, { ...schema, 'x-kubernetes-embedded-resource': true }, [], keepsUnknown)
  return problems.map(problemAt)
}

function check(value: Json, schema: JsonObject, path: FieldPath, keepsUnknown: boolean): Problem[] {
  if (value === null) return schema['nullable'] === true || 'default' in schema ? [] : wrongType(value, schema, path)
  if (!isOfType(value, schema)) return wrongType(value, schema, path)
  const outside = limitProblem(value, schema)
  const own = outside === undefined ? [] : [{ path, message: outside }]
  if (Array.isArray(value)) {
    const items = schemaIn(schema['items'])
    if (items === undefined) return own
    return [...own, ...value.flatMap((item, index) => check(item, items, [...path, index], keepsUnknown))]
  }
  return typeof value === 'object' ? [...own, ...checkFields(value, schema, path, keepsUnknown)] : own
}

function checkFields(value: JsonObject, schema: JsonObject, path: FieldPath, inherited: boolean): Problem[] {
  const properties = asMap(schema['properties'])
  const additional = schema['additionalProperties']
  const keeps = schema['x-kubernetes-preserve-unknown-fields']
  const keepsUnknown = keeps === true || (inherited && keeps !== false)
  const embeds = schema['x-kubernetes-embedded-resource'] === true
  const required = asList(schema['required'])
  const missing = required
    .map(String)
    .filter((name) => !Object.hasOwn(value, name) && !('default' in asMap(getOwn(properties, name))))
    .map((name) => ({ path, message: `${name} is missing` }))
  const fields = Object.entries(value).flatMap(([name, field]): Problem[] => {
    const at = [...path, name]
    const known = schemaIn(getOwn(properties, name)) ?? schemaIn(additional)
    if (embeds && ofEveryObject.has(name)) return []
    if (known !== undefined) return check(field, known, at, inherited)
    return keepsUnknown || additional === true ? [] : [{ path: at, message: 'unknown field' }]
  })
  return [...missing, ...fields]
}

function isOfType(value: Json, schema: JsonObject): boolean {
  const isInteger = typeof value === 'bigint' || Number.isInteger(value)
  if (schema['x-kubernetes-int-or-string'] === true) return isInteger || typeof value === 'string'
  switch (schema['type']) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return isInteger
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint'
    case 'string':
    case 'boolean':
      return typeof value === schema['type']
    default:
      return true
  }
}

function wrongType(value: Json, schema: JsonObject, path: FieldPath): Problem[] {
  if (value === null && schema['type'] === undefined) return []
  const expected =
    schema['x-kubernetes-int-or-string'] === true ? 'an integer or a string' : `of type ${schema['type']}`
  const isScalar = typeof value !== 'object' || value === null
  const found = isScalar ? stringifyJson(value) : Array.isArray(value) ? 'a list' : 'an object'
  const quoting = schema['type'] === 'string' && isScalar && value !== null ? ' (put it in quotes)' : ''
  return [{ path, message: `must be ${expected}, but is ${found}${quoting}` }]
}

/** The first limit that a value breaks. */
function limitProblem(value: Json, schema: JsonObject): string | undefined {
  const limit = (name: string) => {
    const given = schema[name]
    return typeof given === 'number' || typeof given === 'bigint' ? given : undefined
  }
  const allowed = schema['enum']
  if (Array.isArray(allowed) && typeof value !== 'object' && !allowed.includes(value))
    return `must be one of ${allowed.map((one) => stringifyJson(one)).join(', ')}, but is ${stringifyJson(value)}`
  if (typeof value === 'number' || typeof value === 'bigint') {
    const [least, most] = [limit('minimum'), limit('maximum')]
    if (least !== undefined && (value < least || (value === least && schema['exclusiveMinimum'] === true)))
      return `must be ${schema['exclusiveMinimum'] === true ? 'more than' : 'at least'} ${least}, but is ${value}`
    if (most !== undefined && (value > most || (value === most && schema['exclusiveMaximum'] === true)))
      return `must be ${schema['exclusiveMaximum'] === true ? 'less than' : 'at most'} ${most}, but is ${value}`
    return undefined
  }
  if (typeof value === 'boolean' || value === null) return undefined
  const [noun, suffix, size] =
    typeof value === 'string'
      ? ['characters', 'Length', [...value].length]
      : Array.isArray(value)
        ? ['items', 'Items', value.length]
        : ['entries', 'Properties', Object.keys(value).length]
  const [fewest, most] = [limit(`min${suffix}`), limit(`max${suffix}`)]
  if (fewest !== undefined && size < fewest) return `must have at least ${fewest} ${noun}, but has ${size}`
  if (most !== undefined && size > most) return `must have at most ${most} ${noun}, but has ${size}`
  return undefined
}

/** A sensitive value isn't quoted, and a sensitive key isn't named. */
function withoutSensitive(problem: Problem, sensitive: readonly SensitiveField[]): Problem {
  const found = sensitive.find(({ path }) => path.every((step, index) => step === problem.path[index]))
  if (found === undefined) return problem
  const path = found.isKey ? found.path.slice(0, -1) : problem.path
  return { path, message: problem.message.replace(/, but is .*$/s, '') }
}

function schemaIn(value: Json | undefined): JsonObject | undefined {
  return isMap(value) ? value : undefined
}
