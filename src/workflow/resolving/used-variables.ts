import { isMap, type Json } from '../../json-map.ts'
import { type FieldPath, type Manifest, mostVariables, type UsedVariable } from '../../manifest/types.ts'
import type { Aliases } from '../../template/library.ts'
import { builtInNames } from '../../variables/built-ins.ts'
import { pathsIn, references } from '../../variables/references.ts'
import { leavesOf, type MapNode, type VariableNode } from '../../variables/tree.ts'
import { expandAliases } from './expand-aliases.ts'
import type { ResolvedProfile } from './resolve-profile.ts'

/** A profile's variables, and how strings of them that are templates refer to others. */
type Variables = Pick<ResolvedProfile, 'tree' | 'unrendered' | 'delimiters'>

/** Manifests that know, of each field, which of the profile's variables are in the expressions that wrote it. `aliasesOf`: a template's. */
export function withUsedVariables(
  manifests: readonly Manifest[],
  variables: Variables,
  aliasesOf: (template: string) => Aliases,
): Manifest[] {
  return manifests.map((manifest) => ({
    ...manifest,
    variablesOf: (path: FieldPath, line?: number) => {
      const written = (manifest.expressionsOf?.(path, line) ?? []).flatMap(pathsIn)
      const aliases = written.length === 0 ? noAliases : aliasesOf(manifest.template)
      const exists = (name: Path) => isWhole(variables.tree, name)
      const behind = written.flatMap((name) => expandAliases(name, aliases, exists))
      return usedIn(entriesNamed(behind, namesOf(path, manifest.object), variables.tree), variables, [])
    },
  }))
}

type Path = readonly string[]

const noAliases: Aliases = new Map()

/** Whether a path leads to a variable itself, not only to a part of the way; as does `image.x` where `image` is a text. */
function isWhole(tree: MapNode, path: Path): boolean {
  const name = nameIn(tree, path)
  return name.length > 0 && (name.length === path.length || nodeAt(tree, name).kind !== 'map')
}

/** What a field is called: its own name, and those of the items of lists that it is in, the innermost first. */
function namesOf(path: FieldPath, object: Json): string[] {
  const names: string[] = []
  let at: Json | undefined = object
  for (const step of path) {
    at = Array.isArray(at) ? at[Number(step)] : isMap(at) ? at[step] : undefined
    if (typeof step === 'number' && isMap(at) && typeof at['name'] === 'string') names.unshift(at['name'])
  }
  const own = path.at(-1)
  return typeof own === 'string' ? [own, ...names] : names
}

/** Of a map that is written out entry by entry, only the entry that a field is named after. */
function entriesNamed(paths: readonly Path[], names: readonly string[], tree: MapNode): Path[] {
  const found = paths.map((path) => {
    const name = names.find((one) => isWhole(tree, [...path, one]) && nodeAt(tree, path).kind === 'map')
    return { path: name === undefined ? path : [...path, name], isEntry: name !== undefined }
  })
  const hasEntry = found.some(({ isEntry }) => isEntry)
  const kept = found.filter(
    ({ path, isEntry }) => isEntry || !hasEntry || nodeAt(tree, nameIn(tree, path)).kind !== 'map',
  )
  return kept.map(({ path }) => path)
}

/** Names of a template's own, as of a loop over literals, are none of the profile's. `within`: what is made of these, which can't be among them. */
function usedIn(paths: readonly Path[], variables: Variables, within: readonly string[]): UsedVariable[] {
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
