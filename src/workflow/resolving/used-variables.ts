import { type FieldPath, type Manifest, mostVariables, type UsedVariable } from '../../manifest/types.ts'
import { builtInNames } from '../../variables/built-ins.ts'
import { pathsIn, references } from '../../variables/references.ts'
import { leavesOf, type MapNode, type VariableNode } from '../../variables/tree.ts'
import type { ResolvedProfile } from './resolve-profile.ts'

/** A profile's variables, and how strings of them that are templates refer to others. */
type Variables = Pick<ResolvedProfile, 'tree' | 'unrendered' | 'delimiters'>

/** Manifests that know, of each field, which of the profile's variables are in the expressions that wrote it. */
export function withUsedVariables(manifests: readonly Manifest[], variables: Variables): Manifest[] {
  return manifests.map((manifest) => ({
    ...manifest,
    variablesOf: (path: FieldPath, line?: number) =>
      usedIn((manifest.expressionsOf?.(path, line) ?? []).flatMap(pathsIn), variables, []),
  }))
}

/** Names of a template's own, as of a loop, are none of the profile's. `within`: what is made of these, which can't be among them. */
function usedIn(
  paths: readonly (readonly string[])[],
  variables: Variables,
  within: readonly string[],
): UsedVariable[] {
  const used = new Map<string, UsedVariable>()
  for (const path of paths) {
    const name = nameIn(variables.tree, path)
    if (name.length === 0 || isBuiltIn(name[0]) || within.includes(name.join('.')) || used.size === mostVariables)
      continue
    const { by } = nodeAt(variables.tree, name)
    const from = usedIn(referencesAt(variables, name), variables, [...within, name.join('.')])
    used.set(name.join('.'), { name: name.join('.'), by: by.label, place: by.place, from })
  }
  return [...used.values()]
}

/** What the strings of a variable refer to, where they are templates. */
function referencesAt({ unrendered, delimiters }: Variables, name: readonly string[]): string[][] {
  return leavesOf(nodeAt(unrendered, name)).flatMap(({ value, template }) =>
    template && typeof value === 'string' ? references(value, delimiters) : [],
  )
}

function isBuiltIn(name: string | undefined): boolean {
  return builtInNames.some((builtIn) => builtIn === name)
}

/** A path as far as there is a variable. */
function nameIn(variables: MapNode, path: readonly string[]): readonly string[] {
  let at: VariableNode | undefined = variables
  const name: string[] = []
  for (const step of path) {
    at = at.kind === 'map' ? at.entries.get(step) : undefined
    if (at === undefined) break
    name.push(step)
  }
  return name
}

function nodeAt(variables: MapNode, name: readonly string[]): VariableNode {
  return name.reduce<VariableNode>((at, step) => (at.kind === 'map' ? (at.entries.get(step) ?? at) : at), variables)
}
