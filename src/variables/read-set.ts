import { setOwn } from '../json-map.ts'
import { type Delimiters, references } from './references.ts'
import type { MapNode, ValueNode, VariableNode } from './tree.ts'

/** Which parts of a map a template reads; of a map only those that it names, so that their siblings don't matter. */
export interface ReadSet {
  all: boolean
  readonly parts: Map<string, ReadSet>
}

/** The variables that a template may read. */
export function readSetOf(template: string, delimiters: Delimiters): ReadSet {
  const reads: ReadSet = { all: false, parts: new Map() }
  for (const path of references(template, delimiters)) {
    let at = reads
    for (const step of path) {
      const next: ReadSet = at.parts.get(step) ?? { all: false, parts: new Map() }
      at.parts.set(step, next)
      at = next
    }
    at.all = true
  }
  return reads
}

/** A value and its name: `db.host`, `hosts[0]`. */
export interface NamedValue {
  readonly node: ValueNode
  readonly name: string
}

/** The values that a template reads, in the order in which the template names them. */
export function valuesIn(root: MapNode, reads: ReadSet): NamedValue[] {
  const found: NamedValue[] = []
  eachPart(root, reads, '', (node, parts, name) => collect(node, parts, name, found))
  return found
}

function collect(node: VariableNode, reads: ReadSet | undefined, name: string, found: NamedValue[]): void {
  if (node.kind === 'value') {
    found.push({ node, name })
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) collect(item, undefined, `${name}[${index}]`, found)
  } else if (reads === undefined || isWhole(node, reads)) {
    for (const [key, item] of node.entries) collect(item, undefined, `${name}.${key}`, found)
  } else {
    eachPart(node, reads, `${name}.`, (item, parts, part) => collect(item, parts, part, found))
  }
}

/** What a template reads, as plain data; `convert` converts a part that is read as a whole. */
export function pick(root: MapNode, reads: ReadSet, convert: (node: VariableNode) => unknown): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const [key, parts] of reads.parts) {
    const node = root.entries.get(key)
    if (node === undefined) continue
    const isPart = node.kind === 'map' && !isWhole(node, parts)
    setOwn(picked, key, isPart ? pick(node, parts, convert) : convert(node))
  }
  return picked
}

function eachPart(
  map: MapNode,
  reads: ReadSet,
  prefix: string,
  visit: (node: VariableNode, reads: ReadSet, name: string) => void,
): void {
  for (const [key, parts] of reads.parts) {
    const node = map.entries.get(key)
    if (node !== undefined) visit(node, parts, `${prefix}${key}`)
  }
}

/** A step that names no key is a method, which reads it all, or undefined, which the template deals with. */
function isWhole(node: MapNode, reads: ReadSet): boolean {
  return reads.all || [...reads.parts.keys()].some((key) => dictMethods.has(key) && !node.entries.has(key))
}

/** Python's methods of dict. */
const dictMethods = new Set('clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '))
