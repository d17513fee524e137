import type { ApiResource, Cluster } from '../../cluster/api/cluster.ts'
import type { ObjectRef } from '../../manifest/types.ts'

/** An object as a person names it, its kind in any of kubectl's spellings: `pvc/data`. */
export interface NamedObject {
  readonly kind: string
  /** Default: whatever its namespace. */
  readonly namespace?: string | undefined
  readonly name: string
}

/** Whether an object is of this kind, and named so; no object is of a kind that the cluster doesn't know. */
export function isNamed(
  ref: ObjectRef,
  { namespace = ref.namespace, name }: Omit<NamedObject, 'kind'>,
  resource: ApiResource | undefined,
): boolean {
  const isOfKind = ref.kind === resource?.kind && ref.group === resource.group
  return isOfKind && ref.name === name && ref.namespace === namespace
}

/** Whether an object is one of those that a person named. */
export async function namedPredicate(
  cluster: Pick<Cluster, 'resourceNamed'>,
  named: readonly NamedObject[],
): Promise<(ref: ObjectRef) => boolean> {
  const resources = await Promise.all(named.map(({ kind }) => cluster.resourceNamed(kind)))
  return (ref) => named.some((one, index) => isNamed(ref, one, resources[index]))
}

/** As it is typed: `pvc/data`, `pvc/other-ns/data`. */
export function typedName({ kind, namespace, name }: NamedObject): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/')
}
