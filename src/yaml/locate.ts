import type { FieldPath } from '../field-path.ts'
import { remembered } from '../remembered.ts'
import type { MappingNode, Node } from './compose.ts'
import { isMerge, keyOf, mergedMappings, resolve } from './construct.ts'
import { isFloatText } from './scalar.ts'

/** Where a field is in the text, as offsets; `key` is undefined for a list's item and for the document's root. */
export interface FieldRange {
  readonly key: { readonly start: number; readonly end: number } | undefined
  readonly value: { readonly start: number; readonly end: number }
}

/** Whether a number is a float, e.g. `1.0`: JSON has one sort of numbers, Python's templates print two. */
export function isFloat(root: Node, path: FieldPath): boolean {
  const node = resolve(find(root, path).value)
  if (node.kind !== 'scalar' || !(node.plain || node.tag !== undefined)) return false
  return node.tag === '!!float' || (node.tag === undefined && isFloatText(node.text))
}

/** The text of a value that has neither quotes nor a tag, so that its text decides its type; undefined for all others. */
export function plainText(root: Node, path: FieldPath): string | undefined {
  const node = resolve(find(root, path).value)
  return node.kind === 'scalar' && node.plain && node.tag === undefined ? node.text : undefined
}

/** The range of a field, of its nearest parent where there is no such field. */
export function locate(root: Node, path: FieldPath): FieldRange {
  const { key, value } = find(root, path)
  return { key: key && { start: key.start, end: key.end }, value: { start: value.start, end: value.end } }
}

interface Field {
  readonly key: Node | undefined
  readonly value: Node
}

function find(root: Node, path: FieldPath): Field {
  let found: Field = { key: undefined, value: root }
  for (const step of path) {
    const next = child(resolve(found.value), step)
    if (next === undefined) break
    found = next
  }
  return found
}

function child(node: Node, step: string | number): Field | undefined {
  if (node.kind === 'sequence') {
    const item = typeof step === 'number' ? node.items[step] : undefined
    return item && { key: undefined, value: item }
  }
  return node.kind === 'mapping' ? fieldsOf(node).get(String(step)) : undefined
}

/**
 * The entry that gave each value: the last of that name, own or merged, as construct.ts overrides. A file of many fields asks for each
 * of them.
 */
const fieldsOf = remembered((node: MappingNode): ReadonlyMap<string, Field> => {
  const fields = new Map<string, Field>()
  for (const entry of node.entries) {
    if (!isMerge(entry.key)) {
      fields.set(keyOf(entry.key), entry)
      continue
    }
    for (const mapping of mergedMappings(entry.value)) {
      for (const [name, field] of fieldsOf(mapping)) fields.set(name, field)
    }
  }
  return fields
})
