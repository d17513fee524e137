import { KdeployError, type Place } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import { asMap, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { check, describe, mapIn, type Part } from './check.ts'
import { type SourceShape, type SourceType, sourceShapes } from './shapes.ts'

/** One item of `variablesFrom`, checked. */
export type SourceSpec = {
  [Type in SourceType]: {
    readonly type: Type
    readonly options: SourceShape[Type]
    /** Where the item is; errors of the source name it. */
    readonly place: Place
    /** Where one of its fields is. */
    readonly placeOf: (path: FieldPath) => Place
    /** Whether a number of its `example` is written as a float. */
    readonly isFloat: (path: FieldPath) => boolean
  }
}[SourceType]

const sourceTypes = Object.keys(sourceShapes) as SourceType[]

/** An item of `variablesFrom`; undefined, with its problems added, where it isn't one. */
export function readSourceSpec(part: Part, problems: KdeployError[]): SourceSpec | undefined {
  const { value } = part
  const keys = Object.keys(asMap(value))
  const types = sourceTypes.filter((type) => keys.includes(type))
  const [type] = types
  if (type === undefined || types.length > 1) {
    problems.push(unclear(part, value, keys, types))
    return undefined
  }
  const options = check(part, sourceShapes[type], problems)
  if (options === undefined) return undefined
  const objectProblem = type === 'configMap' || type === 'secret' ? unclearObject(type, part, options) : undefined
  if (objectProblem !== undefined) {
    problems.push(objectProblem)
    return undefined
  }
  const example = 'example' in options ? { example: mapIn(part, 'example') } : {}
  return {
    type,
    options: { ...options, ...example },
    place: part.placeOf([]),
    placeOf: part.placeOf,
    isFloat: part.isFloat,
  } as SourceSpec
}

function unclear(part: Part, value: Json, keys: readonly string[], types: readonly string[]): KdeployError {
  const meant = keys.map((key) => nearest(key, sourceTypes)).find((type) => type !== undefined)
  const message =
    types.length > 1
      ? `a source of \`variablesFrom\` is one of ${types.join(' and ')}, not several at once`
      : `\`variablesFrom\` has ${keys.length > 0 ? `a source with the keys ${keys.join(', ')}` : describe(value)}, which names no source${
          meant === undefined ? '' : `; did you mean \`${meant}\`?`
        }`
  return new KdeployError({
    code: 'source-unknown',
    category: 'input',
    message,
    place: part.placeOf([]),
    hint: `sources: ${sourceTypes.join(', ')}`,
  })
}

/** A live source is asked for by exactly one of a name and a label selector. */
function unclearObject(type: 'configMap' | 'secret', part: Part, options: object): KdeployError | undefined {
  const { [type]: name, selector } = options as { selector?: string } & Record<string, unknown>
  if ((name === null) === (selector !== undefined)) return undefined
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `a ${type} source is asked for ${name === null ? 'by neither name nor selector' : 'by name and by selector'}`,
    place: part.placeOf([type]),
    hint: `write \`${type}: NAME\` or \`${type}: {selector: app=web}\``,
  })
}
