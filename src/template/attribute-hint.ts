import { childrenOf, descendants } from './compiler/walk.ts'
import { nearest } from './nearest.ts'
import type { Expression, GetAttribute, Statement } from './syntax/nodes.ts'

/**
 * The key that was probably meant where a template reads a key that a variable doesn't have: looked up in the
 * caller's variables, as far as the template names the way there.
 */
export function nearestKey(
  body: readonly Statement[],
  offset: number,
  missing: string,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  const read = findRead(body, offset, missing)
  if (read === undefined) return undefined
  const holder = readVariable(read.target, variables)
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return undefined
  return nearest(missing, Object.keys(holder))
}

/** The `.missing` at the place of the error, or in what its expression reads. */
function findRead(body: readonly Statement[], offset: number, missing: string): GetAttribute | undefined {
  for (const node of descendants(body)) {
    if (!('offset' in node) || node.offset !== offset || node.type === 'output' || node.type === 'printed') continue
    for (const inner of [node, ...descendants(childrenOf(node))]) {
      if (inner.type === 'getattr' && inner.attribute === missing) return inner
    }
  }
  return undefined
}

/** The value of `a.b["c"]`; undefined for any other expression, and where there is none. */
function readVariable(node: Expression, variables: Readonly<Record<string, unknown>>): unknown {
  if (node.type === 'name') return ownValue(variables, node.name)
  if (node.type === 'getattr') return ownValue(readVariable(node.target, variables), node.attribute)
  if (node.type !== 'getitem' || node.key.type !== 'const') return undefined
  return ownValue(readVariable(node.target, variables), node.key.value)
}

function ownValue(holder: unknown, key: unknown): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined
  if (typeof key !== 'string' && typeof key !== 'number') return undefined
  return Object.hasOwn(holder, key) ? (holder as Readonly<Record<string | number, unknown>>)[key] : undefined
}
