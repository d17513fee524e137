import { KdeployError } from '../errors.ts'
import { type MapNode, mapNode, type ValueSource, type VariableNode } from './tree.ts'

/** The variables that kdeploy gives; no source may. */
export const builtInNames = ['PROFILE', 'env_type', 'profile_name', 'CLUSTER', 'NAMESPACE', 'HASHES'] as const

export interface BuiltIns {
  readonly profile: string
  readonly envType: string
  readonly profileName: string
  /** One of the profile's clusters; undefined where it has none: then there is no variable CLUSTER. */
  readonly cluster?: string | undefined
  /** undefined where no namespace is decided: then there is no variable NAMESPACE. */
  readonly namespace: string | undefined
  /** Of each live source's data, by its `as`, else its object's name; for a pod template's annotation. */
  readonly hashes?: ReadonlyMap<string, string> | undefined
}

const builtIn: ValueSource = { label: 'built in', place: undefined }

export function builtInVariables({ profile, envType, profileName, cluster, namespace, hashes }: BuiltIns): MapNode {
  const entries: [string, VariableNode][] = [
    ['PROFILE', text(profile)],
    ['env_type', text(envType)],
    ['profile_name', text(profileName)],
  ]
  if (cluster !== undefined) entries.push(['CLUSTER', text(cluster)])
  if (namespace !== undefined) entries.push(['NAMESPACE', text(namespace)])
  if (hashes !== undefined) {
    entries.push([
      'HASHES',
      mapNode(
        [...hashes].map(([name, hash]) => [name, text(hash)] as const),
        builtIn,
      ),
    ])
  }
  return mapNode(entries, builtIn)
}

function text(value: string): VariableNode {
  return { kind: 'value', value, template: false, taints: [], spans: undefined, by: builtIn, overrode: undefined }
}

/** KdeployError `variable-reserved` for each variable of a layer that would hide a built-in one. */
export function reservedProblems(layer: MapNode): KdeployError[] {
  return builtInNames.flatMap((name) => {
    const by = layer.entries.get(name)?.by
    if (by === undefined) return []

    return [
      new KdeployError({
        code: 'variable-reserved',
        category: 'input',
        message: `${by.label} sets the variable ${name}, which is reserved for kdeploy`,
        place: by.place,
        hint: 'rename it; a source can put its values under a key with `as:`',
      }),
    ]
  })
}
