import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { type FieldPath, formatPath } from '../field-path.ts'
import { asMap, isMap, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { builtInNames } from './built-ins.ts'
import { isSensitive, plainValue } from './explain.ts'
import { type MapNode, mapNode, type ValueSource, type VariableNode } from './tree.ts'

/** A variable that isn't as a project's JSON Schema wants it. */
export interface UnfitVariable {
  /** `db.port`; `''` for all variables together. */
  readonly name: string
  /** `must be an integer, found the text "3"`. */
  readonly problem: string
  /** What gave it; what gave what it is missing in, where it is missing. */
  readonly by: ValueSource
  /** A text is wanted, and a number or a boolean was given. */
  readonly isUnquoted: boolean
}

/** What of a profile's variables, all rendered, the schema refuses. */
export type CheckVariables = (tree: MapNode) => UnfitVariable[]

/** A JSON Schema (draft 2020-12) for all variables but the built-in ones. @throws Error where it is not a JSON Schema */
export async function compileVariablesSchema(schema: object): Promise<CheckVariables> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, validateFormats: false, verbose: true })
  const validate = ajv.compile(schema)
  const names = [...propertiesIn(schema as Json)]
  return (tree) => check(tree, validate, names)
}

function check(tree: MapNode, validate: ValidateFunction, names: readonly string[]): UnfitVariable[] {
  const own = [...tree.entries].filter(([name]) => !builtInNames.some((builtIn) => builtIn === name))
  const root = mapNode(own, tree.by)
  validate(plainValue(root))
  const errors = validate.errors ?? []
  return errors.filter((error, index) => !isBranch(error, index, errors)).map((error) => toUnfit(error, root, names))
}

/** One of several forms that don't fit is no news beside the error that says so, which follows it. */
function isBranch(
  { schemaPath, instancePath, keyword }: ErrorObject,
  index: number,
  errors: readonly ErrorObject[],
): boolean {
  if (keyword === 'if' || errors.some((other) => schemaPath.startsWith(`${other.schemaPath}/`))) return true
  return errors.slice(index + 1).some((other) => {
    if (other.keyword !== 'anyOf' && other.keyword !== 'oneOf') return false
    const isWithin = instancePath === other.instancePath || instancePath.startsWith(`${other.instancePath}/`)
    // A form that is a reference has a path of its own; what stands beside the forms begins as they do.
    return isWithin && !schemaPath.startsWith(other.schemaPath.slice(0, -other.keyword.length))
  })
}

/** The names of all properties that a schema speaks of, wherever. */
function* propertiesIn(schema: Json): Iterable<string> {
  if (Array.isArray(schema)) for (const item of schema) yield* propertiesIn(item)
  if (!isMap(schema)) return
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') yield* Object.keys(asMap(value))
    yield* propertiesIn(value)
  }
}

function toUnfit(error: ErrorObject, root: MapNode, everyProperty: readonly string[]): UnfitVariable {
  const { keyword, params } = error
  const path = pathOf(error.instancePath, root)
  const byOf = (of: FieldPath) => nodeAt(root, of)?.by ?? root.by
  if (keyword === 'required') {
    const name = formatPath([...path, String(params['missingProperty'])])
    return { name, problem: 'is missing', by: byOf(path), isUnquoted: false }
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const key = String(params['additionalProperty'] ?? params['unevaluatedProperty'])
    const own = asMap((error.parentSchema as Json | undefined) ?? null)
    const known = keyword === 'additionalProperties' ? Object.keys(asMap(own['properties'] ?? null)) : everyProperty
    const meant = nearest(key, known)
    const question = meant === undefined ? '' : `; did you mean ${meant}?`
    return {
      name: formatPath([...path, key]),
      problem: `is not in the schema${question}`,
      by: byOf([...path, key]),
      isUnquoted: false,
    }
  }
  const node = nodeAt(root, path)
  const isUnquoted = keyword === 'type' && params['type'] === 'string' && node?.kind === 'value' && node.value !== null
  return { name: formatPath(path), problem: `${expectation(error)}${found(node)}`, by: byOf(path), isUnquoted }
}

function expectation({ keyword, params, message = 'is not as the schema wants it' }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `must be ${[params['type']].flat().map(nounOf).join(' or ')}`
    case 'enum':
      return `must be one of ${(params['allowedValues'] as Json[]).map((value) => JSON.stringify(value)).join(', ')}`
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`
    default:
      return message
  }
}

const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  string: 'a text',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  null: 'null',
}

function nounOf(type: unknown): string {
  return nouns[String(type)] ?? String(type)
}

/** `, found the text "3"`; nothing of what is sensitive. */
function found(node: VariableNode | undefined): string {
  if (node === undefined) return ''
  if (isSensitive(node)) return ', found a sensitive value'
  if (node.kind === 'list') return `, found a list of ${node.items.length}`
  if (node.kind === 'map') return `, found a map of ${node.entries.size}`
  const { value } = node
  return typeof value === 'string' ? `, found the text ${JSON.stringify(value)}` : `, found ${String(value)}`
}

/** A JSON pointer (RFC 6901) as a path; a step into a list is a number. */
function pathOf(pointer: string, root: MapNode): FieldPath {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const path: (string | number)[] = []
  for (const step of steps) path.push(nodeAt(root, path)?.kind === 'list' ? Number(step) : step)
  return path
}

function nodeAt(root: VariableNode, path: FieldPath): VariableNode | undefined {
  return path.reduce<VariableNode | undefined>((node, step) => {
    if (node?.kind === 'map') return node.entries.get(String(step))
    return node?.kind === 'list' ? node.items[Number(step)] : undefined
  }, root)
}
