import { setOwn } from '../json-map.ts'
import { type Delimiters, references } from './references.ts'
import type { MapNode, ValueNode, VariableNode } from './tree.ts'

/** Which parts of a map a template reads; of a map only those that it names, so that their siblings don't matter. */
export interface Wanted {
  all: boolean
  readonly parts: Map<string, Wanted>
}

/** What a template may read of all variables. */
export function wantedBy(template: string, delimiters: Delimiters): Wanted {
  const wanted: Wanted = { all: false, parts: new Map() }
  for (const path of references(template, delimiters)) {
    let at = wanted
    for (const step of path) {
      const next: Wanted = at.parts.get(step) ?? { all: false, parts: new Map() }
      at.parts.set(step, next)
      at = next
    }
    at.all = true
  }
  return wanted
}

/** A value and its name: `db.host`, `hosts[0]`. */
export interface NamedValue {
  readonly node: ValueNode
  readonly name: string
}

/** The values in what is wanted, in the order in which the template names them. */
export function valuesWanted(root: MapNode, wanted: Wanted): NamedValue[] {
  const found: NamedValue[] = []
  eachPart(root, wanted, '', (node, parts, name) => collect(node, parts, name, found))
  return found
}

function collect(node: VariableNode, wanted: Wanted | undefined, name: string, found: NamedValue[]): void {
  if (node.kind === 'value') {
    found.push({ node, name })
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) collect(item, undefined, `${name}[${index}]`, found)
  } else if (wanted === undefined || isWhole(node, wanted)) {
    for (const [key, item] of node.entries) collect(item, undefined, `${name}.${key}`, found)
  } else {
    eachPart(node, wanted, `${name}.`, (item, parts, part) => collect(item, parts, part, found))
  }
}

/** What is wanted as plain data; `convert` makes it of a part that is wanted as a whole. */
export function pickWanted(
  root: MapNode,
  wanted: Wanted,
  convert: (node: VariableNode) => unknown,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const [key, parts] of wanted.parts) {
    const node = root.entries.get(key)
    if (node === undefined) continue
    const isPart = node.kind === 'map' && !isWhole(node, parts)
    setOwn(picked, key, isPart ? pickWanted(node, parts, convert) : convert(node))
  }
  return picked
}

function eachPart(
  map: MapNode,
  wanted: Wanted,
  prefix: string,
  visit: (node: VariableNode, wanted: Wanted, name: string) => void,
): void {
  for (const [key, parts] of wanted.parts) {
    const node = map.entries.get(key)
    if (node !== undefined) visit(node, parts, `${prefix}${key}`)
  }
}

/** A step that names no key is a method, which reads it all, or undefined, which the template deals with. */
function isWhole(node: MapNode, wanted: Wanted): boolean {
  return wanted.all || [...wanted.parts.keys()].some((key) => DICT_METHODS.has(key) && !node.entries.has(key))
}

/** Python's methods of dict. */
const DICT_METHODS = new Set('clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '))
