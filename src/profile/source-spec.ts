import type * as z from 'zod/mini'
import { KdeployError, type Place } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import { asMap } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { check, describe, mapIn, type Part } from './check.ts'
import type { SourceOptions } from './shapes.ts'

/** How an item of `variablesFrom` is written that names a type of source. */
export interface SourceForm<Options extends SourceOptions = SourceOptions> {
  /** The key that names it: `file`, `configMap`. */
  readonly type: string
  readonly shape: z.ZodMiniType<Options>
  /** What an item of that shape may still have wrong. */
  problemOf?(options: Options): { readonly message: string; readonly hint: string } | undefined
}

/** One item of `variablesFrom`, checked. */
export interface SourceSpec<Options extends SourceOptions = SourceOptions> {
  readonly type: string
  readonly options: Options
  /** Where the item is; errors of the source name it. */
  readonly place: Place
  /** Where one of its fields is. */
  readonly placeOf: (path: FieldPath) => Place
  /** Whether a number of its `example` is written as a float. */
  readonly isFloat: (path: FieldPath) => boolean
}

/** An item of `variablesFrom`; undefined, with its problems added, where it is none of these sources. */
export function readSourceSpec(
  part: Part,
  sources: readonly SourceForm[],
  problems: KdeployError[],
): SourceSpec | undefined {
  const keys = Object.keys(asMap(part.value))
  const named = sources.filter(({ type }) => keys.includes(type))
  const [source] = named
  if (source === undefined || named.length > 1) {
    problems.push(unclear(part, keys, typesOf(named), typesOf(sources)))
    return undefined
  }
  const { type, shape } = source
  const options = check(part, shape, problems)
  if (options === undefined) return undefined
  const problem = source.problemOf?.(options)
  if (problem !== undefined) {
    problems.push(
      new KdeployError({ code: 'file-invalid', category: 'input', ...problem, place: part.placeOf([type]) }),
    )
    return undefined
  }
  const example = 'example' in options ? { example: mapIn(part, 'example') } : {}
  return {
    type,
    options: { ...options, ...example },
    place: part.placeOf([]),
    placeOf: part.placeOf,
    isFloat: part.isFloat,
  }
}

function typesOf(sources: readonly SourceForm[]): string[] {
  return sources.map(({ type }) => type)
}

function unclear(
  part: Part,
  keys: readonly string[],
  named: readonly string[],
  types: readonly string[],
): KdeployError {
  const meant = keys.map((key) => nearest(key, types)).find((type) => type !== undefined)
  const message =
    named.length > 1
      ? `a source of \`variablesFrom\` is one of ${named.join(' and ')}, not several at once`
      : `\`variablesFrom\` has ${keys.length > 0 ? `an entry with the keys ${keys.join(', ')}` : describe(part.value)}, which is not a source${
          meant === undefined ? '' : `; did you mean \`${meant}\`?`
        }`
  return new KdeployError({
    code: 'source-unknown',
    category: 'input',
    message,
    place: part.placeOf([]),
    hint: `sources: ${types.join(', ')}`,
  })
}
