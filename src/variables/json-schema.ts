import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { Place } from '../errors.ts'
import { type FieldPath, formatPath } from '../field-path.ts'
import { asMap, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { builtInNames } from './built-ins.ts'
import { isSensitive, plainValue } from './explain.ts'
import { type MapNode, mapNode, type VariableNode } from './tree.ts'

/** A variable that isn't as a project's JSON Schema wants it. */
export interface UnfitVariable {
  /** `db.port`; `''` for all variables together. */
  readonly name: string
  /** `must be an integer, found the text "3"`. */
  readonly problem: string
  /** The line of the layer that gave it; of what it is missing in, where it is missing. */
  readonly place: Place | undefined
}

/** What of a profile's variables, all rendered, the schema refuses. */
export type CheckVariables = (tree: MapNode) => UnfitVariable[]

/** A JSON Schema (draft 2020-12) for all variables but the built-in ones. @throws Error where it is not a JSON Schema */
export async function compileVariablesSchema(schema: object): Promise<CheckVariables> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, validateFormats: false, verbose: true })
  const validate = ajv.compile(schema)
  return (tree) => check(tree, validate)
}

function check(tree: MapNode, validate: ValidateFunction): UnfitVariable[] {
  const own = [...tree.entries].filter(([name]) => !builtInNames.some((builtIn) => builtIn === name))
  const root = mapNode(own, tree.by)
  validate(plainValue(root))
  const errors = validate.errors ?? []
  return errors.filter((error) => !isBranch(error, errors)).map((error) => toUnfit(error, root))
}

/** One of several forms that don't fit is no news beside the one that says so. */
function isBranch({ schemaPath, keyword }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return keyword === 'if' || errors.some((other) => schemaPath.startsWith(`${other.schemaPath}/`))
}

function toUnfit(error: ErrorObject, root: MapNode): UnfitVariable {
  const { keyword, params } = error
  const path = pathOf(error.instancePath, root)
  if (keyword === 'required') {
    const name = formatPath([...path, String(params['missingProperty'])])
    return { name, problem: 'is missing', place: nodeAt(root, path)?.by.place }
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const key = String(params['additionalProperty'] ?? params['unevaluatedProperty'])
    const known = Object.keys(asMap((error.parentSchema as Json | undefined) ?? null)['properties'] ?? {})
    const meant = nearest(key, known)
    const question = meant === undefined ? '' : `; did you mean ${meant}?`
    return {
      name: formatPath([...path, key]),
      problem: `is not in the schema${question}`,
      place: nodeAt(root, [...path, key])?.by.place,
    }
  }
  const node = nodeAt(root, path)
  return { name: formatPath(path), problem: `${expectation(error)}${found(node)}`, place: node?.by.place }
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
