import type { ApiResource, Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { apiVersionOf } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import { afterAnnotation, type Dependency, dependenciesOf, isDependency } from '../../../plan/after.ts'
import type { Applied } from '../../../plan/permissions/need.ts'
import { definedKind } from '../../../plan/prerequisites.ts'

/** What the manifests come after, besides each other. */
export interface Dependencies {
  readonly outside: readonly Applied[]
  /** `kind-unknown` for each kind that the cluster doesn't serve and the release doesn't define. */
  readonly problems: readonly KdeployError[]
}

interface Item {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
}

/** Finds the objects that `kdeploy.dev/after` names; whether they exist is seen when it is their turn. */
export async function findDependencies(
  cluster: Pick<Cluster, 'resourceNamed'>,
  items: readonly Item[],
): Promise<Dependencies> {
  const outside: Applied[] = []
  const problems: KdeployError[] = []
  const defined = items.flatMap(({ desired }) => definedKind(desired)?.toLowerCase() ?? [])
  for (const { ref, manifest, desired } of items) {
    for (const dependency of dependenciesOf(desired)) {
      if (items.some((other) => isDependency(dependency, other.ref, ref))) continue
      const resource = await cluster.resourceNamed(dependency.kind)
      const place = manifest.placeOf(['metadata', 'annotations', afterAnnotation])
      if (resource !== undefined)
        outside.push({ ...appliedOf(dependencyRef(dependency, resource, ref), resource), place })
      else if (!defined.some((kind) => isKind(dependency, kind))) problems.push(unknownKind(dependency, place))
    }
  }
  return { outside, problems }
}

/** The object that a dependency names, of the object `of`, by the kind that the cluster has for its name. */
export function dependencyRef(
  { namespace, name }: Dependency,
  { group, version, kind, namespaced }: ApiResource,
  of: ObjectRef,
): ObjectRef {
  return { group, version, kind, namespace: namespaced ? (namespace ?? of.namespace) : undefined, name }
}

/** A dependency as what is waited for: nothing of it but its name is known. */
function appliedOf(ref: ObjectRef, { plural }: ApiResource): Omit<Applied, 'place'> {
  const desired = { apiVersion: apiVersionOf(ref), kind: ref.kind, metadata: { name: ref.name } }
  return { ref, plural, absent: false, desired }
}

/** Whether a dependency is of a kind (`widget.example.com`). */
function isKind({ kind }: Dependency, defined: string): boolean {
  const word = kind.toLowerCase()
  return word === defined || word === defined.split('.')[0]
}

function unknownKind({ kind, name }: Dependency, place: KdeployError['place']): KdeployError {
  return new KdeployError({
    code: 'kind-unknown',
    category: 'input',
    message: `the annotation ${afterAnnotation} names ${kind}/${name}, but the cluster does not serve that kind`,
    place,
    hint: 'correct the kind (e.g. StatefulSet/db, Widget.example.com/x), or install its CustomResourceDefinition first',
  })
}
