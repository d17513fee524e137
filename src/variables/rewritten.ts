import type { Place } from '../errors.ts'
import type { TemplateEngine } from './engine.ts'
import { toTemplateValue } from './for-template.ts'
import { type MapNode, mapNode, type ValueNode, type VariableNode } from './tree.ts'

/** A variable of a profile file that templates print otherwise than it is written there: `1.10` as `1.1`, `NO` as `False`. */
export interface Rewritten {
  readonly name: string
  readonly written: string
  readonly printed: string
  readonly place: Place | undefined
  readonly node: ValueNode
}

/** Digits in groups of three, as only a number is written. */
const grouped = /^[-+]?\d{1,3}(?:_\d{3})+$/
const plainBoolean = /^(?:true|false)$/i

/** The variables that YAML 1.1 reads as a number or boolean whose text is another one; none that can only be meant so. */
export function rewrittenIn(root: MapNode, engine: TemplateEngine): Rewritten[] {
  const found: Rewritten[] = []
  const visit = (node: VariableNode, name: string): void => {
    if (node.kind === 'map') for (const [key, item] of node.entries) visit(item, name === '' ? key : `${name}.${key}`)
    else if (node.kind === 'list') for (const [index, item] of node.items.entries()) visit(item, `${name}[${index}]`)
    else {
      const { written, place } = node.by
      // What is sensitive is quoted nowhere.
      if (written === undefined || node.taints.length > 0 || !isSuspect(node, written)) return
      const { text: printed } = engine.render('{{ value }}', { value: toTemplateValue(node, engine) })
      if (printed === written) return
      found.push({ name, written, printed, place, node })
    }
  }
  visit(root, '')
  return found
}

function isSuspect({ value, float }: ValueNode, written: string): boolean {
  if (float !== true && String(value) === written) return false
  if (typeof value === 'boolean') return !plainBoolean.test(written)
  return (typeof value === 'number' || typeof value === 'bigint') && !grouped.test(written)
}

/** All variables, these ones as the texts that are written. */
export function asWritten(root: MapNode, these: readonly Rewritten[]): MapNode {
  const texts = new Map<VariableNode, ValueNode>(
    these.map(({ node, written }) => [node, { ...node, value: written, float: false, template: false }]),
  )
  const replaceIn = (map: MapNode): MapNode =>
    mapNode(
      [...map.entries].map(([key, node]) => [key, replace(node)] as const),
      map.by,
    )
  const replace = (node: VariableNode): VariableNode => {
    if (node.kind === 'map') return replaceIn(node)
    if (node.kind === 'list') return { ...node, items: node.items.map(replace) }
    return texts.get(node) ?? node
  }
  return replaceIn(root)
}
