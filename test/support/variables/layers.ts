import type { Json } from '../../../src/json-map.ts'
import { Evaluation } from '../../../src/variables/evaluate.ts'
import { toTemplateVariables } from '../../../src/variables/for-template.ts'
import { merge } from '../../../src/variables/merge.ts'
import { defaultDelimiters } from '../../../src/variables/references.ts'
import { type MapNode, type NodeOptions, toNode } from '../../../src/variables/tree.ts'
import { simpleEngine } from './simple-engine.ts'

/** A layer of templates; each value has its file, and its depth as the line. */
export function layer(file: string, value: Json, options: Partial<NodeOptions> = {}): MapNode {
  const node = toNode(value, {
    by: (path) => ({ label: file, place: { file, line: path.length } }),
    template: true,
    ...options,
  })
  if (node.kind !== 'map') throw new Error('a layer is a map')
  return node
}

/** The evaluation of layers, the weakest first, with what templates see of it. */
export function evaluate(...layers: MapNode[]): Evaluation & { readonly variables: Record<string, unknown> } {
  const evaluation = new Evaluation(merge(layers), simpleEngine, defaultDelimiters)
  const variables = toTemplateVariables(evaluation.all(), simpleEngine)
  return Object.assign(evaluation, { variables })
}
