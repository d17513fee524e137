import { nearest } from '../../nearest.ts'
import type { ValueProblem } from './problem.ts'
import type { Schema } from './schema.ts'

/** How far below an object a field is looked for that stands too high. */
const deepest = 3
/** Names that are listed where none is near. */
const mostNames = 8

/**
 * What to say of a field that an object doesn't have. `around`: the schemas of the objects that it stands in, from the outermost; the
 * last one is its own.
 */
export function unknownField(name: string, around: readonly Schema[]): ValueProblem {
  return { kind: 'unknown', message: 'unknown field', hint: hintFor(name, around) }
}

function hintFor(name: string, around: readonly Schema[]): string | undefined {
  const own = around.at(-1)?.fields ?? new Map<string, Schema>()
  const meant = nearest(name, own.keys())
  if (meant?.toLowerCase() === name.toLowerCase()) return `did you mean ${meant}?`
  const below = pathTo(name, own)
  if (below !== undefined) return `did you mean ${below}?`
  if (around.slice(0, -1).some(({ fields }) => fields?.has(name) === true))
    return 'it is a field further out: check the indentation'
  if (meant !== undefined) return `did you mean ${meant}?`
  return own.size > 0 && own.size <= mostNames ? `its fields are ${[...own.keys()].join(', ')}` : undefined
}

/** The path to a field of that name below some fields, the shortest; lists aside. */
function pathTo(name: string, fields: ReadonlyMap<string, Schema>): string | undefined {
  let level = [...fields].map(([field, schema]) => ({ path: field, schema }))
  for (let depth = 0; depth < deepest; depth++) {
    const found = level.find(({ schema, path }) => schema.fields?.has(name) === true && !path.startsWith('status'))
    if (found !== undefined) return `${found.path}.${name}`
    level = level.flatMap(({ path, schema }) =>
      [...(schema.fields ?? [])].map(([field, inner]) => ({ path: `${path}.${field}`, schema: inner })),
    )
  }
  return undefined
}
