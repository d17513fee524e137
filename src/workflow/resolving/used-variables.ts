import type { FieldPath, Manifest, UsedVariable } from '../../manifest/types.ts'
import { builtInNames } from '../../variables/built-ins.ts'
import { pathsIn } from '../../variables/references.ts'
import type { MapNode, VariableNode } from '../../variables/tree.ts'

/** Of a field's variables: more tell a reader nothing. */
const most = 3

/** Manifests that know, of each field, which of the profile's variables are in the expressions that wrote it. */
export function withUsedVariables(manifests: readonly Manifest[], variables: MapNode): Manifest[] {
  return manifests.map((manifest) => ({
    ...manifest,
    variablesOf: (path: FieldPath, line?: number) => usedIn(manifest.expressionsOf?.(path, line) ?? [], variables),
  }))
}

/** Names of a template's own, as of a loop, are none of the profile's. */
function usedIn(expressions: readonly string[], variables: MapNode): UsedVariable[] {
  const used = new Map<string, UsedVariable>()
  for (const path of expressions.flatMap(pathsIn)) {
    const found = find(variables, path)
    if (found !== undefined && !isBuiltIn(path[0])) used.set(found.name, found)
  }
  return [...used.values()].slice(0, most)
}

function isBuiltIn(name: string | undefined): boolean {
  return builtInNames.some((builtIn) => builtIn === name)
}

/** The variable at a path, as deep as there is one. */
function find(variables: MapNode, path: readonly string[]): UsedVariable | undefined {
  let node: VariableNode | undefined
  const name: string[] = []
  for (const step of path) {
    const at: VariableNode = node ?? variables
    const next = at.kind === 'map' ? at.entries.get(step) : undefined
    if (next === undefined) break
    node = next
    name.push(step)
  }
  return node === undefined ? undefined : { name: name.join('.'), by: node.by.label, place: node.by.place }
}
