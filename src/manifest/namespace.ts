import { KdeployError, throwCollected } from '../errors.ts'
import { describeRef, refOf } from './identity.ts'
import type { KindRef } from './scope.ts'
import type { KubeObject, Manifest } from './types.ts'

export interface NamespaceChoice {
  /** The release's namespace; undefined where none is decided, and manifests stay as they are. */
  readonly namespace: string | undefined
  /** A person asked for it by `--namespace`: manifests that name another one are refused, as kubectl does. */
  readonly explicit: boolean
  readonly namespaced: (type: KindRef) => boolean
}

/**
 * Gives the release's namespace to namespaced manifests that name none; a manifest's own namespace wins. Takes it from
 * cluster-scoped ones, as the server does. @throws KdeployError `namespace-mismatch` with every manifest that
 * contradicts `--namespace`
 */
export function fillNamespaces(manifests: readonly Manifest[], choice: NamespaceChoice): Manifest[] {
  const problems: KdeployError[] = []
  const filled = manifests.map((manifest) => {
    const ref = refOf(manifest.object)
    if (!choice.namespaced(ref)) return withNamespace(manifest, undefined)
    if (ref.namespace === undefined) return withNamespace(manifest, choice.namespace)
    if (choice.explicit && ref.namespace !== choice.namespace) {
      problems.push(
        new KdeployError({
          code: 'namespace-mismatch',
          category: 'input',
          message: `${describeRef(ref)} is in the namespace ${ref.namespace}, but --namespace is ${choice.namespace}`,
          place: manifest.placeOf(['metadata', 'namespace']),
          hint: 'remove the namespace from the template, or drop --namespace',
        }),
      )
    }
    return manifest
  })
  throwCollected(
    problems,
    (count) => `${count} manifests are in a namespace other than --namespace ${choice.namespace}`,
  )
  return filled
}

function withNamespace(manifest: Manifest, namespace: string | undefined): Manifest {
  const { namespace: own, name, ...rest } = manifest.object.metadata
  if (own === namespace) return manifest
  const metadata = namespace === undefined ? { name, ...rest } : { name, namespace, ...rest }
  return { ...manifest, object: { ...manifest.object, metadata } as KubeObject }
}
