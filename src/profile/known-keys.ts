import type * as z from 'zod/mini'

/** What a shape of zod says of itself, as far as it leads to the keys of a map. */
interface Definition {
  readonly innerType?: unknown
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly valueType?: unknown
  readonly options?: readonly unknown[]
}

/** The keys of the strict map that a path of a shape leads to; of all such maps where it has several forms. */
export function knownKeys(shape: z.ZodMiniType, path: readonly PropertyKey[]): readonly string[] {
  const reached = path.reduce<readonly unknown[]>(
    (shapes, step) => shapes.flatMap((one) => below(one, step)),
    formsOf(shape),
  )
  return [...new Set(reached.flatMap((one) => Object.keys(definitionOf(one).shape ?? {})))]
}

/** The shape below a list or a map, whatever its keys, in each of its forms. */
function below(shape: unknown, step: PropertyKey): readonly unknown[] {
  const { element, valueType, shape: fields } = definitionOf(shape)
  return formsOf(element ?? valueType ?? fields?.[String(step)])
}

/** What an optional, nullable or alternative shape stands for. */
function formsOf(shape: unknown): readonly unknown[] {
  const { innerType, options } = definitionOf(shape)
  if (innerType !== undefined) return formsOf(innerType)
  return options === undefined ? [shape] : options.flatMap(formsOf)
}

function definitionOf(shape: unknown): Definition {
  return (shape as { readonly def?: Definition } | undefined)?.def ?? {}
}
